// One unit: its files, its key figures with their cells, its findings; and what is about everyone.

// So many findings at a time.
const FINDINGS = 50;

// The file that the summary workbook is, for what this page does not hold.
const workbookLink = () => fileLink(word(data.workbook[1]), data.workbook[0]);

const pairOf = (label, value) => (value ? make("div", {}, make("dt", {}, `${label}：`), make("dd", {}, value)) : "");
const labelled = (label, text) => (text ? make("p", {}, make("span", { class: "label" }, `${label}：`), text) : "");

function sides(finding) {
  const told = [["左边", finding.left], ["右边", finding.right], ["相差", finding.difference]].filter(([, text]) => text);
  return told.length ? make("p", { class: "sides" }, told.map(([label, text], index) => [make("span", { class: "label" }, `${index ? "　" : ""}${label}：`), text]).flat()) : "";
}

// Where a finding is: the words of its cells behind a link to its file.
function whereOf({ places, file }) {
  if (!file && !places) return "";
  const link = file ? fileLink(file.folder, file.name) : "";
  return make("p", {}, make("span", { class: "label" }, "位置："), places, file ? `${places && "，"}文件 ` : "", link);
}

function card(finding) {
  const outcome = finding.outcome === "不通过" ? "" : `（原为${finding.level}）`;
  return make("article", { class: `finding ${tone(finding.kind)}` },
    make("div", { class: "line" }, badge(finding.kind), outcome, make("strong", {}, `${finding.rule} ${finding.name}`)),
    make("p", { class: "message" }, finding.text), whereOf(finding), sides(finding),
    labelled("怎么改", finding.fix), labelled("由这一条引起，改了那条再看", finding.cause), labelled("核实说明", finding.explanation));
}

// The findings of a row, a number at a time, and what the page does not hold of them.
function cards(row) {
  const all = findings(row);
  const place = make("div", { class: "cards" });
  let shown = 0;
  const next = () => {
    const upTo = printing ? all.length : shown + FINDINGS;
    place.querySelector(".more")?.remove();
    place.append(...all.slice(shown, upTo).map(card));
    shown = Math.min(upTo, all.length);
    if (shown < all.length) place.append(make("p", { class: "more" }, button(`再显示 ${Math.min(FINDINGS, all.length - shown)} 条（还有 ${all.length - shown} 条）`, next)));
  };
  next();
  const left = counted(row) - all.length;
  const note = left ? make("p", { class: "notice" }, `另有 ${grouped(left)} 条没有列在本页，请看 `, workbookLink(), " 的“问题清单”页。") : "";
  return [note, place];
}

function filesTable(files) {
  const rows = files.map((file) => [file.name ? fileLink(file.folder, file.name) : "（没有文件）", file.state, badge(file.verdict), file.note]);
  return files.length ? [make("h3", {}, "报送的文件"), table([["文件"], ["状态"], ["结论"], ["说明"]], rows)] : [];
}

function figuresTable(row, files) {
  const figures = figuresOf(row);
  const file = files.find((each) => each.state === "已报") ?? files[0];
  const shown = ({ value, decimals }) => (value === "?" ? "填的内容不能识别" : value ? grouped(value, decimals) : "（空）");
  const rows = figures.map((each) => [each.label, shown(each), each.unit, isFigure(each) ? each.place : "", isFigure(each) ? fileLink(file.folder, file.name) : ""]);
  return figures.length ? [make("h3", {}, "主要数字和出处"), make("p", {}, "金额已换算成表中写的单位；原表按别的单位填报的，单元格里的数不同。"), table([["项目"], ["数值", "number"], ["单位"], ["单元格"], ["文件"]], rows)] : [];
}

const isFigure = (figure) => figure.value !== "" && figure.value !== "?";

function tallyOf(row) {
  const numbers = data.kinds.map((kind, index) => [kind, counted(row, index)]).filter(([, number]) => number);
  return numbers.map(([kind, number]) => `${signed(kind)} ${number} 条`).join("，") || "没有问题";
}

// The units before and after, as the table is sorted.
function neighbours(row) {
  const at = order.indexOf(row);
  const step = (to, text) => button(text, () => showDetail(order[to]), { disabled: at < 0 || to < 0 || to >= order.length });
  return [step(at - 1, "上一家"), step(at + 1, "下一家")];
}

let shownRow = -1;

function showDetail(row) {
  const [dialog, files] = [byId("detail"), filesOf(row)];
  shownRow = row;
  const top = make("div", { class: "bar" }, make("h2", { id: "d-title" }, units.name[row]), neighbours(row),
    button("打印", () => window.print()), button("关闭", () => dialog.close(), { class: "close", autofocus: true }));
  const facts = make("dl", {}, pairOf("编码", units.code[row]), pairOf("上级", parents[row] < 0 ? "" : units.name[parents[row]]),
    pairOf("状态", state(row) || "不需报"), pairOf("结论", badge(verdict(row))),
    pairOf("自评总分", units.total[row] && grouped(units.total[row], 2)), pairOf("等级", grade(row)), pairOf("名次", units.rank[row] ? `第 ${units.rank[row]} 名` : ""),
    pairOf("审核结果", tallyOf(row)));
  dialog.replaceChildren(top, make("div", { class: "body" }, facts, filesTable(files), figuresTable(row, files),
    make("h3", {}, `问题（${grouped(counted(row))} 条）`), cards(row)));
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  document.body.classList.add("single");
}

function showGeneral() {
  const number = counted(EVERYONE);
  byId("general").hidden = number === 0;
  if (number) byId("general-list").replaceChildren(...cards(EVERYONE).filter((each) => each !== ""));
}
