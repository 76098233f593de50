/** How the API's names are said; one that the words do not know stays as it is. */

import { h } from "../../dom.js";

/** @typedef {typeof import("../../locales/en/officers.js").default} Words */

/**
 * @param {Readonly<Record<string, string>>} names
 * @param {string} name
 * @returns {string}
 */
export function named(names, name) {
  return names[name] ?? name;
}

/**
 * Families in one phrase, such as "Log and Meetings".
 * @param {Words} words
 * @param {string[]} families
 */
export function familiesIn(words, families) {
  return words.and(families.map((family) => named(words.families, family)));
}

/**
 * A table as evidence names it ("activity 2026-06-01"), in words.
 * @param {import("../../main.js").App} app
 * @param {Words} words
 * @param {string} label
 */
function tableIn(app, words, label) {
  const [family = "", day = ""] = label.split(" ");
  return words.label(named(words.families, family), app.format.date(day));
}

/**
 * Several of them.
 * @param {import("../../main.js").App} app
 * @param {Words} words
 * @param {string[]} labels
 */
export function tablesIn(app, words, labels) {
  return h("ul", {}, ...labels.map((label) => h("li", {}, tableIn(app, words, label))));
}

/** Today as the service counts days: in UTC. */
export function today() {
  return new Date().toISOString().slice(0, 10);
}

/**
 * The earlier of two days of the API, or the later.
 * @param {string} one
 * @param {string} other
 */
export function earlier(one, other) {
  if (one < other) return one;
  return other;
}
