// What the page holds, as packed.py wrote it: columns of units, texts by number, findings in one flat list.

const data = JSON.parse(document.getElementById("data").textContent);
const units = data.units;
const MANY = units.name.length;
const EVERYONE = -1;

// Columns of a finding, and of a file, in the flat lists.
const FINDING = ["rule", "level", "outcome", "text", "holes", "places", "sides", "fix", "cause", "explanation", "file"];
const FILE = ["name", "folder", "state", "verdict", "note"];

const word = (number) => data.words[number];
const state = (row) => word(units.state[row]);
const verdict = (row) => word(units.verdict[row]);
const standing = (row) => word(units.standing[row]);
const grade = (row) => word(units.grade[row]);

// The parent of each row (-1 at the top), the last row below it, and the rows right below each.
const parents = new Int32Array(MANY).fill(-1);
const lasts = new Int32Array(MANY);
const below = new Map();

function readTree() {
  const path = [];
  for (let row = 0; row < MANY; row += 1) {
    while (path.length && units.level[path.at(-1)] >= units.level[row]) lasts[path.pop()] = row - 1;
    const parent = path.length ? path.at(-1) : -1;
    parents[row] = parent;
    if (!below.has(parent)) below.set(parent, []);
    below.get(parent).push(row);
    path.push(row);
  }
  for (const row of path) lasts[row] = MANY - 1;
}

// Where the findings of each row begin; row -1 is about everyone.
const starts = new Int32Array(MANY + 2);

function readFindings() {
  data.findings.lengths.forEach((length, index) => { starts[index + 1] = starts[index] + length; });
}

// The findings of a row that the page holds, the worst first.
function findings(row) {
  const found = [];
  const files = row === EVERYONE ? [] : filesOf(row);
  for (let number = starts[row + 1]; number < starts[row + 2]; number += 1) {
    const cells = data.findings.cells.slice(number * FINDING.length, (number + 1) * FINDING.length);
    const finding = Object.fromEntries(FINDING.map((name, index) => [name, cells[index]]));
    found.push(told(finding, files));
  }
  return found;
}

// The file a finding is of: one of the unit's own by its number, or another one; null for none.
function fileOf(finding, files) {
  if (!finding.file) return null;
  if (typeof finding.file === "number") return files[finding.file - 1];
  return { name: finding.file[0], folder: word(finding.file[1]) };
}

// A finding with its numbers replaced by the texts they stand for.
function told(finding, files) {
  const holes = finding.holes ? finding.holes.split(";") : [];
  const parts = word(finding.text).split("\u0001");
  const text = holes.length ? parts.map((part, index) => part + (holes[index] ?? "")).join("") : parts.join("\u0001");
  const [rule, name] = data.rules[finding.rule];
  const [left, right, difference] = finding.sides ? finding.sides.split("\u0002") : ["", "", ""];
  const texts = { text, rule, name, left, right, difference };
  for (const column of ["level", "outcome", "places", "fix", "cause", "explanation"]) texts[column] = word(finding[column]);
  texts.file = fileOf(finding, files);
  texts.kind = texts.outcome === "不通过" ? texts.level : texts.outcome;
  return texts;
}

// How many findings a row has: [rule, kind, number] each, both by their index; of all, listed or not.
function counts(row) {
  const flat = data.counts[row + 1];
  const found = [];
  for (let at = 0; at < flat.length; at += 2) found.push([...data.pairs[flat[at]], flat[at + 1]]);
  return found;
}

// How many findings of a kind (undefined: of all) a row has.
function counted(row, kind) {
  return counts(row).reduce((sum, [, own, number]) => sum + (kind === undefined || own === kind ? number : 0), 0);
}

function filesOf(row) {
  const flat = units.files[row];
  const found = [];
  for (let at = 0; at < flat.length; at += FILE.length) {
    const [name, folder, ...words] = flat.slice(at, at + FILE.length);
    found.push({ name, folder: word(folder), state: word(words[0]), verdict: word(words[1]), note: word(words[2]) });
  }
  return found;
}

// The key figures of a unit with the cell each stands in; none for a unit nothing is counted of.
function figuresOf(row) {
  const line = data.figures.rows[row];
  if (!line) return [];
  const moved = data.figures.moved[row] ?? {};
  return line.split(";").map((value, index) => {
    const [label, unit, decimals, place] = data.figures.fields[index];
    return { label, unit, decimals, value, place: moved[index] ?? place };
  });
}

// A row that stands for a unit, and not only for others.
const isUnit = (row) => standing(row) !== "";
const hasBelow = (row) => below.has(row);

readTree();
readFindings();
