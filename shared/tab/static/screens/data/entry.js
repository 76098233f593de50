/** One entry: a sentence with when and until when, and on opening it why, for whom, what is stored, and how to correct it. */

import { h, replace } from "../../dom.js";
import { correction } from "./correct.js";
import { happened, sentence } from "./describe.js";
import { facts } from "./stored-values.js";
import { keptUntil } from "./until.js";

/** @typedef {import("./access-export.js").Item} Item */

/**
 * What the entries of one list share.
 * @typedef {object} Shared
 * @property {import("../../main.js").App} app
 * @property {string} path
 * @property {import("./access-export.js").Whole} whole
 * @property {Set<string>} opened What the person has opened, so that it stays open when the list is made anew.
 * @property {() => void} refresh Tells all entries anew, after a correction.
 * @property {() => Promise<unknown>} reload
 */

/** @typedef {Shared & import("./describe.js").Telling} List */

/**
 * Something that opens; its content is made when it is first opened, for there may be hundreds.
 * @param {Set<string>} opened
 * @param {string} key
 * @param {HTMLElement} summary
 * @param {() => import("../../dom.js").Child[]} content
 */
export function opening(opened, key, summary, content) {
  const details = h("details", { open: opened.has(key) }, summary);
  const fill = () => {
    if (details.children.length === 1) details.append(...nodesOf(content()));
  };
  details.addEventListener("toggle", () => {
    if (details.open) {
      opened.add(key);
      fill();
    } else {
      opened.delete(key);
    }
  });
  if (details.open) fill();
  return details;
}

/** @param {import("../../dom.js").Child[]} children */
function nodesOf(children) {
  return children.filter((child) => child instanceof Node);
}

/**
 * @param {List} list
 * @param {Item} item
 * @returns {{element: HTMLElement, refresh: () => void}}
 */
export function entry(list, item) {
  const { app, words } = list;
  const summary = h("summary", {});
  const stored = h("div", {});
  const tell = () => {
    replace(
      summary,
      h("span", { class: "what" }, sentence(list, item)),
      h("span", { class: "when" }, when(list, item)),
      h("span", { class: "until" }, keptUntil(app, words, item, list.whole.asOf)),
    );
    if (stored.hasChildNodes()) replace(stored, facts(item.data, words));
  };
  tell();
  const content = () => {
    replace(stored, facts(item.data, words));
    return [
      h(
        "div",
        { class: "inside" },
        about(list, item),
        correction(list, item),
        h("h4", {}, words.details.facts),
        stored,
      ),
    ];
  };
  return { element: h("li", {}, opening(list.opened, `entry ${item.id}`, summary, content)), refresh: tell };
}

/**
 * @param {List} list
 * @param {Item} item
 */
function when({ app }, item) {
  const found = happened(item);
  if (found === null) return "";
  return "instant" in found ? app.format.time(found.instant) : app.format.date(found.day);
}

/**
 * @param {List} list
 * @param {Item} item
 */
function about(list, item) {
  const { app, words, rights } = list;
  const said = words.details;
  /** @type {[string, string][]} */
  const rows = [
    [said.rule, words.deadlines[item.deadline] ?? item.deadline],
    [said.legalBases, named(words.legalBases, item.legalBases)],
    [said.purposes, named(words.purposes, item.purposes)],
    [
      said.recipients,
      item.recipients
        .map(({ name, at }) => {
          const known = rights.said[name] ?? name;
          return at === undefined ? known : said.told(known, app.format.time(at));
        })
        .join(", "),
    ],
    [said.source, words.sources[item.source] ?? item.source],
    [said.categories, named(words.categories, item.categories)],
  ];
  return h("dl", {}, ...rows.flatMap(([title, text]) => (text === "" ? [] : [h("dt", {}, title), h("dd", {}, text)])));
}

/**
 * @param {Record<string, string>} words
 * @param {string[]} names
 */
function named(words, names) {
  return names.map((name) => words[name] ?? name).join("; ");
}
