// Bars as inline SVG: label, bar, text; sizes in px, so that letters stay as large as they are.

const CHART = { width: 600, label: 225, text: 200, row: 30, letters: 14 };

// A label as far as there is room for it; a Latin letter or digit takes half of a Chinese sign.
function cut(text) {
  let room = CHART.letters;
  for (let at = 0; at < text.length; at += 1) {
    room -= text.charCodeAt(at) < 256 ? 0.6 : 1;
    if (room < 0) return `${text.slice(0, at - 1)}…`;
  }
  return text;
}

function bar([label, value, text], most, index) {
  const room = CHART.width - CHART.label - CHART.text;
  const width = most ? Math.max(value ? 2 : 0, (value / most) * room) : 0;
  const middle = index * CHART.row + CHART.row / 2;
  const kind = SIGNS[label] ? tone(label) : null;
  const shown = SIGNS[label] ? signed(label) : label;
  return [
    draw("text", { x: CHART.label - 8, y: middle + 5, "text-anchor": "end" }, cut(shown), draw("title", {}, label)),
    draw("rect", { x: CHART.label, y: middle - 9, width, height: 18, class: kind }),
    draw("text", { x: CHART.label + width + 8, y: middle + 5 }, text),
  ];
}

function chart([title, note, bars]) {
  const most = Math.max(...bars.map(([, value]) => value));
  const height = bars.length * CHART.row;
  const described = bars.map(([label, , text]) => `${label} ${text}`).join("；");
  const picture = draw("svg", { width: CHART.width, height, viewBox: `0 0 ${CHART.width} ${height}`, role: "img", "aria-label": `${title}：${described}` },
    bars.flatMap((each, index) => bar(each, most, index)));
  return make("figure", {}, make("figcaption", {}, title, make("div", { class: "note" }, note)), picture);
}

function tile([label, text, unit, note]) {
  const figure = make("dd", { class: "figure" }, text || "—", text && unit ? make("span", { class: "unit" }, unit) : "");
  return make("div", {}, make("dt", {}, label), figure, note ? make("dd", { class: "note" }, note) : "");
}

function showHeadlines() {
  byId("tiles").replaceChildren(...data.tiles.map(tile));
  byId("charts").replaceChildren(...data.charts.map(chart));
}
