/** The evidence of past runs, newest first, in pages. */

import { busy } from "../../components/busy.js";
import { showFailure } from "../../components/failure.js";
import { table } from "../../components/table.js";
import { h, replace } from "../../dom.js";
import { named, tablesIn } from "./names.js";

/** @typedef {import("./names.js").Words} Words */

/**
 * EvidenceEntry of the API.
 * @typedef {object} Entry
 * @property {number} number
 * @property {string} trigger
 * @property {string} outcome
 * @property {string} startedAt
 * @property {string} finishedAt
 * @property {string[]} dropped
 * @property {string[]} overdue
 * @property {string[]} failed
 * @property {number} held
 * @property {string} previous
 * @property {string} hash
 */

const PAGE = 24;
const SHORT = 8;

/**
 * @param {import("../../main.js").App} app
 * @param {Words} words
 */
export function evidence(app, words) {
  const said = words.evidence;
  const place = h("div");
  const below = h("div");
  const more = h("button", { type: "button", class: "quiet", hidden: true, onclick: () => void append() }, said.more);
  /** @type {Entry[]} */
  let entries = [];
  /** @type {string | null} */
  let next = null;

  /** @param {string | null} cursor */
  const read = async (cursor) => {
    const path = `retention/evidence?limit=${PAGE}${cursor === null ? "" : `&cursor=${cursor}`}`;
    const page = await app.api.json("GET", path, { signal: app.signal });
    entries = cursor === null ? page.entries : [...entries, ...page.entries];
    next = page.next;
    more.hidden = next === null;
    replace(place, entries.length === 0 ? h("p", {}, said.none) : shown(app, words, entries));
  };
  const load = async () => {
    busy(place, said.reading);
    try {
      await read(null);
    } catch (error) {
      await showFailure(app, place, error, load);
    }
  };
  const append = async () => {
    const before = entries.length;
    more.disabled = true;
    const waiting = busy(below, said.reading);
    try {
      await read(next);
      waiting.end();
      app.announce(said.shown(entries.length));
      // The reading goes on at the first of the new rows: at its hash, which is what in a row can be opened in any case.
      /** @type {HTMLElement | undefined} */ (place.querySelectorAll(".hash summary")[before])?.focus();
    } catch (error) {
      await showFailure(app, below, error, append);
    } finally {
      more.disabled = false;
    }
  };

  const element = h("section", {}, h("h2", {}, said.title), h("p", {}, said.text), place, h("p", {}, more), below);
  return { element, load };
}

/**
 * @param {import("../../main.js").App} app
 * @param {Words} words
 * @param {Entry[]} entries
 */
function shown(app, words, entries) {
  const said = words.evidence;
  const whole = (/** @type {string} */ text) => h("span", { class: "nowrap" }, text);
  const opened = (/** @type {string} */ summary, /** @type {string[]} */ labels) =>
    h("details", {}, h("summary", {}, summary), tablesIn(app, words, labels));
  return table(
    said.caption,
    [
      { title: said.number, cell: (/** @type {Entry} */ entry) => whole(app.format.number(entry.number)) },
      { title: said.startedAt, cell: (entry) => whole(app.format.time(entry.startedAt)) },
      { title: said.trigger, cell: (entry) => whole(named(words.triggers, entry.trigger)) },
      {
        title: said.outcome,
        cell: (entry) => [
          named(words.outcomes, entry.outcome),
          entry.failed.length > 0 && opened(said.failed(entry.failed.length), entry.failed),
          entry.overdue.length > 0 && opened(said.overdue(entry.overdue.length), entry.overdue),
        ],
      },
      {
        title: said.dropped,
        cell: (entry) => [
          entry.dropped.length === 0 ? said.nothing : opened(said.tables(entry.dropped.length), entry.dropped),
          entry.held > 0 && h("p", { class: "fine" }, said.held(entry.held)),
        ],
      },
      { title: said.hash, cell: (entry) => hash(words, entry) },
    ],
    entries,
  );
}

/**
 * @param {Words} words
 * @param {Entry} entry
 */
function hash(words, entry) {
  return h(
    "details",
    { class: "hash" },
    h("summary", {}, h("code", { class: "nowrap" }, entry.hash.slice(0, SHORT), "…")),
    h("p", {}, words.evidence.hashWhole, ": ", h("code", {}, entry.hash)),
    h("p", {}, words.evidence.previous, ": ", h("code", {}, entry.previous)),
  );
}
