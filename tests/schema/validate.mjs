// node validate.mjs FILE... : prints {file: [fault, ...]} as JSON; the kind of a file is its ending.
import fs from "node:fs";
import path from "node:path";
import validate from "@ooxml-tools/validate";

const faults = {};
for (const file of process.argv.slice(2)) {
  const kind = path.extname(file).slice(1);
  const found = await validate(new Uint8Array(fs.readFileSync(file)), kind);
  faults[file] = found.map((each) => `${each.path?.partUri} ${each.path?.xpath}: ${each.description}`);
}
process.stdout.write(JSON.stringify(faults), () => process.exit(0));
