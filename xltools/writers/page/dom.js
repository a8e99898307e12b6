// Elements made of texts only: nothing that comes from a file is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);

function put(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== ""));
  return element;
}

const make = (tag, properties = {}, ...children) => put(document.createElement(tag), properties, children);
const draw = (tag, properties = {}, ...children) => put(document.createElementNS(SVG, tag), properties, children);
const button = (text, onclick, properties = {}) => make("button", { type: "button", onclick, ...properties }, text);

// Sign and colour of each word; the word itself always stands beside them.
const SIGNS = {
  通过: ["√", "good"], 需核实: ["●", "doubt"], 不通过: ["×", "bad"], 无法读取: ["×", "bad"],
  未报: ["○", "none"], 不需报: ["－", "none"],
  错误: ["×", "bad"], 核实: ["●", "doubt"], 提示: ["○", "none"], 未判: ["？", "doubt"], 规则异常: ["！", "bad"],
  已说明: ["√", "none"], 已认可: ["√", "none"], 已报: ["√", "none"], 部门汇总: ["√", "none"],
};
const signOf = (text) => SIGNS[text] ?? ["！", "doubt"];
const signed = (text) => `${signOf(text)[0]} ${text}`;
const tone = (text) => signOf(text)[1];
const badge = (text) => (text ? make("span", { class: `badge ${tone(text)}` }, signed(text)) : "");

// 1234567.8 -> 1,234,567.80, on the text: no digit is lost; with at least so many decimals.
function grouped(text, decimals = 0) {
  const [whole, part = ""] = String(text).split(".");
  const marked = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const padded = part.padEnd(decimals, "0");
  return padded ? `${marked}.${padded}` : marked;
}

// A link to a file, or its name alone where no link can lead to it.
function fileLink(folder, name) {
  if (!folder) return name;
  const href = encodeURI(`${folder}/${name}`).replace(/[?#]/g, encodeURIComponent);
  return make("a", { href, target: "_blank", rel: "noopener" }, name);
}

function table(headings, rows) {
  const head = make("thead", {}, make("tr", {}, headings.map(([text, kind]) => make("th", { scope: "col", class: kind ?? null }, text))));
  const lines = rows.map((cells) => make("tr", {}, cells.map((cell, index) => make("td", { class: headings[index][1] ?? null }, cell))));
  return make("div", { class: "wide" }, make("table", {}, head, make("tbody", {}, lines)));
}
