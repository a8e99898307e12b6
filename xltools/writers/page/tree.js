// 报送状态图: the tree of units, a tile a unit; branches open and close, long rows of tiles come bit by bit.

// So many units stand open without being asked; so many tiles of a branch at a time; in all, and on paper.
const SMALL = 300;
const TILES = 300;
const SCREEN_TILES = 3000;
const PAPER_TILES = 1500;

// The width of a branch's strip of colours, in px, and the order of its colours.
const STRIP = 180;
const ORDER = ["good", "doubt", "bad", "none"];

const opened = new Map();
const shownTiles = new Map();
let printing = false;
let tilesLeft = 0;
let found = 0;

function isOpen(row) {
  if (printing) return true;
  return opened.get(row) ?? (found <= SMALL || (units.level[row] === 0 && below.get(-1).length <= 3));
}

function unitTile(row) {
  const text = standing(row);
  const open = () => showDetail(row);
  return button([make("span", { class: "word" }, signed(text)), units.name[row]], open, { class: `tile ${tone(text)}`, "data-row": row });
}

function tiles(parent, rows) {
  const most = printing ? MANY : shownTiles.get(parent) ?? TILES;
  const shown = rows.slice(0, Math.min(most, tilesLeft));
  tilesLeft -= shown.length;
  const left = rows.length - shown.length;
  const more = () => { shownTiles.set(parent, most + TILES); showTree(); };
  const next = left && tilesLeft ? button(`再显示 ${Math.min(left, TILES)} 家（还有 ${grouped(left)} 家）`, more, { class: "more" }) : "";
  return make("div", { class: "tiles" }, shown.map(unitTile), next, left && !tilesLeft ? `还有 ${grouped(left)} 家没有画出` : "");
}

// How many of the matching units below a row stand where.
function tally(row) {
  const numbers = new Map();
  for (let each = row; each <= lasts[row]; each += 1) {
    if (matching[each]) numbers.set(standing(each), (numbers.get(standing(each)) ?? 0) + 1);
  }
  return [...numbers].sort(([one], [other]) => ORDER.indexOf(tone(one)) - ORDER.indexOf(tone(other)));
}

// The same as a strip of colours; the words beside it say it too.
function strip(numbers, total) {
  let at = 0;
  const parts = numbers.map(([text, number]) => {
    const part = draw("rect", { x: at, y: 0, width: (number / total) * STRIP, height: 14, class: tone(text) });
    at += (number / total) * STRIP;
    return part;
  });
  return draw("svg", { width: STRIP, height: 14, viewBox: `0 0 ${STRIP} 14`, "aria-hidden": "true" }, parts);
}

function branch(row) {
  const numbers = tally(row);
  const total = numbers.reduce((sum, [, number]) => sum + number, 0);
  if (!total) return null;
  const said = numbers.map(([text, number]) => `${signed(text)} ${grouped(number)}`).join("，");
  const open = isOpen(row);
  const toggle = () => { opened.set(row, !open); showTree(row); };
  const head = make("div", { class: "branch" },
    button(`${open ? "▼" : "►"} ${units.name[row]}`, toggle, { class: "toggle", "aria-expanded": String(open), "data-branch": row }),
    matching[row] ? unitTile(row) : "",
    strip(numbers, total),
    make("span", { class: "tally" }, `${grouped(total)} 家：${said}`));
  return make("li", {}, head, open ? level(row) : "");
}

// The units right below a row: first those with nothing below them, then the branches.
function level(row) {
  const rows = below.get(row) ?? [];
  const single = rows.filter((each) => !hasBelow(each) && matching[each]);
  const list = make("ul", {}, rows.filter(hasBelow).map(branch));
  return make("div", {}, single.length ? tiles(row, single) : "", list.childElementCount ? list : "");
}

// Draw the tree anew; the keyboard stays at the branch that was opened or closed.
function showTree(focused) {
  const most = printing ? PAPER_TILES : SCREEN_TILES;
  tilesLeft = most;
  const drawn = [...level(-1).childNodes];
  const note = make("p", { class: "notice" }, `单位太多，状态图只画了 ${grouped(most)} 家；其余请先筛选或收起别的部门，也可以看汇总工作簿“报送情况”页。`);
  byId("tree").replaceChildren(...(tilesLeft ? [] : [note]), ...(drawn.length ? drawn : [make("p", {}, "没有符合条件的单位。")]));
  if (focused !== undefined) byId("tree").querySelector(`[data-branch="${focused}"]`)?.focus();
}

function openAll(open) {
  for (const row of below.keys()) opened.set(row, open);
  showTree();
}
