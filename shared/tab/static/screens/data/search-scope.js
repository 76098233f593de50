/** What was searched for the entries, and whom to turn to. */

import { h } from "../../dom.js";
import { opening } from "./entry.js";

/** @typedef {import("./entry.js").List} List */

/** @param {List} list */
export function searched(list) {
  const { app, words, whole } = list;
  return opening(list.opened, "searched", h("summary", { class: "month" }, words.searched), () => [
    h("p", {}, words.searchedText(app.format.number(whole.searched.length))),
    names(whole.searched),
    whole.deletedMeanwhile.length > 0 && h("p", {}, words.gone),
    whole.deletedMeanwhile.length > 0 && names(whole.deletedMeanwhile),
  ]);
}

/** @param {string[]} tables */
function names(tables) {
  return h("ul", { class: "names" }, ...tables.map((name) => h("li", {}, h("code", {}, name))));
}

/** @param {List} list */
export function contacts({ words, whole }) {
  return h(
    "section",
    {},
    h("h3", {}, words.contacts),
    h(
      "dl",
      {},
      ...whole.contacts.flatMap(({ role, name, address, contact }) => [
        h("dt", {}, words.roles[role] ?? role),
        h("dd", {}, name, h("br"), address, h("br"), contact),
      ]),
    ),
  );
}
