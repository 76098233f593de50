// Prints what each words file has: a text, a function with so many parameters, or members of these kinds.
// The names of the files, such as "de/shell.js", are JSON on the standard input.

import { text } from "node:stream/consumers";

function shape(value) {
  if (typeof value === "function") return `function of ${value.length}`;
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== "object" || value === null) return value === "" ? "empty" : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shape(member)]));
}

const shapes = {};
for (const file of JSON.parse(await text(process.stdin))) {
  const { default: words } = await import(`../../shared/tab/static/locales/${file}`);
  shapes[file] = shape(words);
}
console.log(JSON.stringify(shapes));
