// Prints, as JSON, the sentence for each entry of an access export.
// usage: node sentences.mjs <folder of the tab's files, told to be modules> <language> <json: the entries>

import path from "node:path";
import { pathToFileURL } from "node:url";

const [, , folder, language, given] = process.argv;
const load = (name) => import(pathToFileURL(path.join(folder, name)).href);
const { sentence, topicsOf } = await load("screens/data/describe.js");
const { default: words } = await load(`words/${language}/held.js`);
const { default: rights } = await load(`words/${language}/rights.js`);
const items = JSON.parse(given);
const telling = { words, rights, own: true, topics: topicsOf(items) };
console.log(JSON.stringify(items.map((item) => sentence(telling, item))));
