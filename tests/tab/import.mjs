// Prints what the fields of an import make of texts and days. usage: node import.mjs <folder of the tab's files> <json>

import path from "node:path";
import { pathToFileURL } from "node:url";

const [, , folder, given] = process.argv;
const load = (name) => import(pathToFileURL(path.join(folder, "screens", "reports", name)).href);
const { requestOf } = await load("fetch.js");
const { offsetOn } = await load("csv.js");
const { texts, days } = JSON.parse(given);
console.log(JSON.stringify({ requests: texts.map(requestOf), offsets: days.map(offsetOn) }));
