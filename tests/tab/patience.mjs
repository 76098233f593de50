// Reads a whole access export whose pages are answered as told, and prints what came of it and which pauses were made.
// usage: node patience.mjs <folder of the tab's files, told to be modules> <json: the answers in order>
// An answer is a number of entries (0: the last page), or [status, retryAfter] of a refusal, or "left": as the person
// leaves the screen.

import path from "node:path";
import { pathToFileURL } from "node:url";

const [, , folder, given] = process.argv;
const load = (name) => import(pathToFileURL(path.join(folder, name)).href);
const { Refused } = await load("api.js");
const { readWhole } = await load("screens/data/whole.js");
const answers = JSON.parse(given);
const [asked, pauses] = [[], []];
const screen = new AbortController();
globalThis.setTimeout = (then, milliseconds) => {
  pauses.push(milliseconds);
  if (answers[0] === "left") screen.abort();
  queueMicrotask(then);
};

const json = async (_method, url) => {
  asked.push(new URLSearchParams(url.split("?")[1]).get("cursor"));
  const answer = answers.shift();
  if (Array.isArray(answer)) throw new Refused(answer[0], { code: "made_up" }, answer[1]);
  const items = Array.from({ length: answer }, (_, number) => ({ id: `${asked.length}-${number}` }));
  const next = answer === 0 ? null : `after-${asked.length}`;
  return { asOf: "2026-11-23T09:45:10Z", items, searched: [], deletedMeanwhile: [], contacts: [], next };
};
let [entries, refused] = [null, null];
try {
  entries = (await readWhole({ api: { json }, signal: screen.signal }, "me/data", () => {})).items.length;
} catch (error) {
  refused = error.status;
}
console.log(JSON.stringify({ entries, refused, asked, pauses }));
