// 单位表: a line a unit, sorted by any column, a page at a time.

const PAGE = 50;
const PAPER_LINES = 1000;
const VERDICTS = ["无法读取", "不通过", "需核实", "通过"];
const collator = new Intl.Collator("zh-Hans-CN", { numeric: true });

// Each column: its heading, what it is sorted by (null comes last), what it shows.
const ofKind = (kind) => ({
  title: kind, number: true, key: (row) => counted(row, data.kinds.indexOf(kind)), show: (row) => String(counted(row, data.kinds.indexOf(kind)) || ""),
});
const COLUMNS = [
  { title: "编码", key: (row) => units.code[row] || null, show: (row) => units.code[row] },
  { title: "单位名称", key: (row) => units.name[row], show: (row) => button(units.name[row], () => showDetail(row), { class: "open", "data-row": row }) },
  { title: "上级", key: (row) => (parents[row] < 0 ? null : units.name[parents[row]]), show: (row) => (parents[row] < 0 ? "" : units.name[parents[row]]) },
  { title: "状态", key: (row) => state(row) || null, show: (row) => state(row) || "不需报" },
  { title: "结论", key: (row) => (verdict(row) ? VERDICTS.indexOf(verdict(row)) : null), show: (row) => badge(verdict(row)) },
  ...["错误", "核实", "提示", "未判"].map(ofKind),
  { title: "自评总分", number: true, key: (row) => (units.total[row] === "" ? null : Number(units.total[row])), show: (row) => units.total[row] && grouped(units.total[row], 2) },
  { title: "等级", key: (row) => grade(row) || null, show: (row) => grade(row) },
  { title: "名次", number: true, key: (row) => units.rank[row] || null, show: (row) => String(units.rank[row] || "") },
];

const sorting = { column: -1, down: false };
let order = [];
let pageNumber = 0;

function compare(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return collator.compare(String(one), String(other));
}

// The matching rows as they are sorted; without a sort in the order of the tree.
function sortRows() {
  order = [];
  for (let row = 0; row < MANY; row += 1) if (matching[row]) order.push(row);
  if (sorting.column < 0) return;
  const keys = new Map(order.map((row) => [row, COLUMNS[sorting.column].key(row)]));
  order.sort((one, other) => {
    const [a, b] = [keys.get(one), keys.get(other)];
    if (a === null || b === null) return (a === null) - (b === null) || one - other;
    return (sorting.down ? compare(b, a) : compare(a, b)) || one - other;
  });
}

function sortBy(column) {
  sorting.down = sorting.column === column && !sorting.down;
  sorting.column = column;
  pageNumber = 0;
  sortRows();
  showTable();
  byId("units").querySelectorAll("thead button")[column].focus();
}

function heading(column, index) {
  const sorted = sorting.column === index;
  const mark = sorted ? (sorting.down ? " ▼" : " ▲") : "";
  const properties = { scope: "col", class: column.number ? "number" : null, "aria-sort": sorted ? (sorting.down ? "descending" : "ascending") : "none" };
  // A heading that comes again on each sheet of paper shows its text, but not a button.
  return make("th", properties, printing ? column.title + mark : button(column.title + mark, () => sortBy(index)));
}

const line = (row) => make("tr", { "data-row": row }, COLUMNS.map((column) => make("td", { class: column.number ? "number" : null }, column.show(row))));

function turn(to) {
  pageNumber = to;
  showTable();
}

function showPages(pages) {
  const said = `第 ${pageNumber + 1} 页，共 ${grouped(pages)} 页（每页 ${PAGE} 家）`;
  byId("pages").replaceChildren(
    button("首页", () => turn(0), { disabled: pageNumber === 0 }),
    button("上一页", () => turn(pageNumber - 1), { disabled: pageNumber === 0 }),
    make("span", {}, said),
    button("下一页", () => turn(pageNumber + 1), { disabled: pageNumber >= pages - 1 }),
    button("末页", () => turn(pages - 1), { disabled: pageNumber >= pages - 1 }),
  );
}

function showTable() {
  const [head, body] = [byId("units").tHead, byId("units").tBodies[0]];
  head.replaceChildren(make("tr", {}, COLUMNS.map(heading)));
  const shown = printing ? order.slice(0, PAPER_LINES) : order.slice(pageNumber * PAGE, (pageNumber + 1) * PAGE);
  const lines = shown.map(line);
  const note = `单位太多，纸上只印了前 ${grouped(PAPER_LINES)} 家；其余请先筛选再打印，或看汇总工作簿。`;
  if (printing && order.length > PAPER_LINES) lines.push(make("tr", {}, make("td", { colspan: COLUMNS.length }, note)));
  body.replaceChildren(...lines);
  showPages(Math.max(1, Math.ceil(order.length / PAGE)));
}
