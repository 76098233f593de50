// Prints the sentences for the entries of an access export, by language. The entries are JSON on the standard input.

import { text } from "node:stream/consumers";
import { wordsOf } from "../../shared/tab/static/language.js";
import { sentence, topicsOf } from "../../shared/tab/static/screens/data/describe.js";

const items = JSON.parse(await text(process.stdin));
const said = {};
for (const language of ["de", "en"]) {
  const [words, rights] = await Promise.all([wordsOf(language, "held"), wordsOf(language, "rights")]);
  const telling = { words, rights, own: true, topics: topicsOf(items) };
  said[language] = items.map((item) => sentence(telling, item));
}
console.log(JSON.stringify(said));
