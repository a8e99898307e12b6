// Which units are shown: a text, a branch of the tree, state, verdict, kind and rule of findings.

const chosen = { text: "", branch: "", state: "", verdict: "", kind: "", rule: "" };
const matching = new Uint8Array(MANY);
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
const names = units.name.map((name, row) => `${plain(name)}\n${plain(units.code[row])}`);

// Whether a row has a finding of the chosen kind and rule, both of one finding.
function hasFinding(row) {
  if (chosen.kind === "" && chosen.rule === "") return true;
  return counts(row).some(([rule, kind]) =>
    (chosen.rule === "" || rule === Number(chosen.rule)) && (chosen.kind === "" || kind === Number(chosen.kind)));
}

function matches(row, text) {
  const branch = chosen.branch === "" ? null : Number(chosen.branch);
  return isUnit(row)
    && (branch === null || (row >= branch && row <= lasts[branch]))
    && (chosen.state === "" || state(row) === chosen.state)
    && (chosen.verdict === "" || verdict(row) === chosen.verdict)
    && names[row].includes(text)
    && hasFinding(row);
}

// See which rows match; how many.
function match() {
  const text = plain(chosen.text);
  let number = 0;
  for (let row = 0; row < MANY; row += 1) {
    matching[row] = matches(row, text) ? 1 : 0;
    number += matching[row];
  }
  return number;
}

const filtered = () => Object.values(chosen).some((value) => value !== "");

function options(select, all, choices) {
  select.replaceChildren(make("option", { value: "" }, all), ...choices.map(([value, text]) => make("option", { value }, text)));
}

// Each word that occurs, with how many units have it.
function words(of) {
  const found = new Map();
  for (let row = 0; row < MANY; row += 1) if (isUnit(row) && of(row)) found.set(of(row), (found.get(of(row)) ?? 0) + 1);
  return [...found].map(([text, number]) => [text, `${text}（${number} 家）`]);
}

// How many units have each rule, or each kind, by its index.
function having(which) {
  const found = new Map();
  for (let row = 0; row < MANY; row += 1) {
    for (const index of new Set(counts(row).map((each) => each[which]))) found.set(index, (found.get(index) ?? 0) + 1);
  }
  return found;
}

function fillFilters() {
  const branches = [...below.keys()].filter((row) => row >= 0).sort((a, b) => a - b);
  options(byId("f-branch"), "全部", branches.map((row) => [row, "　".repeat(units.level[row]) + units.name[row]]));
  options(byId("f-state"), "全部", words(state));
  options(byId("f-verdict"), "全部", words(verdict));
  const [rules, kinds] = [having(0), having(1)];
  const named = ([number, name], index) => [index, `${number} ${name}（${rules.get(index) ?? 0} 家）`];
  options(byId("f-kind"), "全部", data.kinds.map((kind, index) => [index, `${kind}（${kinds.get(index) ?? 0} 家）`]).filter(([index]) => kinds.has(index)));
  options(byId("f-rule"), "全部", data.rules.map(named).filter(([index]) => rules.has(index)));
}

// What is chosen, in words, for the screen and for paper.
function chosenWords() {
  const labels = { text: "查找", branch: "部门", state: "状态", verdict: "结论", kind: "级别", rule: "规则" };
  const said = { branch: (row) => units.name[row], kind: (index) => data.kinds[index], rule: (index) => data.rules[index].join(" ") };
  return Object.entries(chosen).filter(([, value]) => value !== "")
    .map(([name, value]) => `${labels[name]}：${said[name] ? said[name](value) : value}`).join("；");
}
