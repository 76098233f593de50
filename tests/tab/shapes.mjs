// Prints, as JSON, what each words file has: a text, a function with so many parameters, or members of these kinds.
// usage: node shapes.mjs <file>…

import { readFileSync } from "node:fs";

function shape(value) {
  if (typeof value === "function") return `function of ${value.length}`;
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== "object" || value === null) return value === "" ? "empty" : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shape(member)]));
}

const shapes = {};
for (const file of process.argv.slice(2)) {
  // By their content, because node would take a file of this name for a module of the older kind.
  const { default: words } = await import(`data:text/javascript;base64,${readFileSync(file).toString("base64")}`);
  shapes[file] = shape(words);
}
console.log(JSON.stringify(shapes));
