// Put it all on the page, and let it answer.

function showAbout() {
  const year = data.year ? `评价年度 ${data.year}，` : "";
  byId("about").replaceChildren(`${year}按规范“${data.standard}”校验和汇总。全部数字和出处见汇总工作簿 `, workbookLink(), "。");
}

function showLimits() {
  const [total, listed, each, mostOfOne] = data.limits;
  const all = `本页列出全部 ${grouped(total)} 条问题。`;
  const part = `问题共 ${grouped(total)} 条，为使本页能打开，每家单位最多列出最重的 ${each} 条，共列 ${grouped(listed)} 条；其余请看汇总工作簿“问题清单”页。各处的条数和筛选按全部问题计算。`;
  const most = each < mostOfOne ? "" : `（每家最多 ${mostOfOne} 条）`;
  byId("limits").replaceChildren(total === listed ? all : part, total === listed ? "" : most);
  if (total !== listed) byId("matches").before(make("p", { class: "notice" }, part));
}

function showLegend() {
  const seen = new Set();
  for (let row = 0; row < MANY; row += 1) if (isUnit(row)) seen.add(standing(row));
  byId("legend").replaceChildren(...[...seen].flatMap((text) => [badge(text), " "]));
}

// After a filter has changed: match, sort, draw.
function refresh() {
  found = match();
  pageNumber = 0;
  shownTiles.clear();
  sortRows();
  const all = units.standing.filter((number) => number !== 0).length;
  byId("matches").textContent = filtered() ? `符合条件的 ${grouped(found)} 家，共 ${grouped(all)} 家` : `共 ${grouped(all)} 家`;
  byId("chosen").textContent = filtered() ? `筛选：${chosenWords()}` : "";
  showTree();
  showTable();
}

// A small pause while somebody types: with very many units each drawing takes a moment.
let waiting = 0;
function later() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 150);
}

function listen() {
  for (const name of Object.keys(chosen)) {
    const field = byId(`f-${name}`);
    field.addEventListener(name === "text" ? "input" : "change", () => {
      chosen[name] = field.value;
      if (name === "text") later(); else refresh();
    });
  }
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () => {
    for (const name of Object.keys(chosen)) chosen[name] = "";
    opened.clear();
    refresh();
  });
  byId("open-all").addEventListener("click", () => openAll(true));
  byId("close-all").addEventListener("click", () => openAll(false));
  byId("detail").addEventListener("close", () => document.body.classList.remove("single"));
}

// On paper there is nothing to click: everything stands open, up to what paper can bear.
function forPaper(paper) {
  printing = paper;
  showTree();
  showTable();
  if (byId("detail").open) showDetail(shownRow);
}

showHeadlines();
showAbout();
showLimits();
showLegend();
showGeneral();
fillFilters();
listen();
refresh();
window.addEventListener("beforeprint", () => forPaper(true));
window.addEventListener("afterprint", () => forPaper(false));
