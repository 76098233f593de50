/**
 * What is kept about a person: when it goes, entry by entry, what was searched, and whom to turn to (Art. 15).
 * The same for the person and, with another path, for an officer.
 */

import { busy } from "../../components/busy.js";
import { showFailure } from "../../components/failure.js";
import { h, replace } from "../../dom.js";
import { readWhole } from "./access-export.js";
import { groupOf, happened, topicsOf } from "./describe.js";
import { entry, opening } from "./entry.js";
import { overview } from "./overview.js";
import { contacts, searched } from "./search-scope.js";

/** @typedef {import("./access-export.js").Whole} Whole */
/** @typedef {import("./access-export.js").Item} Item */
/** @typedef {import("./entry.js").List} List */

/**
 * @typedef {object} Held
 * @property {HTMLElement} element
 * @property {() => Promise<Whole | null>} load Reads everything and shows it; null when that failed, which is shown.
 * @property {() => Whole | null} whole What is shown.
 */

const GROUPS = ["profile", "log", "metadata", "report_content", "accountability"];
/** Up to so many entries of a category stand open; more are gathered by month. */
const FEW = 8;

/**
 * @param {import("../../main.js").App} app
 * @param {string} path "me/data", or "subjects/<oid>/data" for an officer.
 * @param {object} options
 * @param {boolean} options.own Whether it speaks to the person, or about them.
 * @param {(whole: Whole) => void} [options.after] Told of each reading, also of one that was tried again.
 * @returns {Promise<Held>}
 */
export async function heldData(app, path, { own, after }) {
  const words = await app.words("held");
  const rights = await app.words("rights");
  const voice = own ? words.own : words.other;
  const progress = h("div", {});
  const total = h("p", { role: "status" });
  const shown = h("div", {});
  /** @type {Set<string>} */
  const opened = new Set();
  /** @type {Whole | null} */
  let whole = null;

  /** @returns {Promise<Whole | null>} */
  const load = async () => {
    const waiting = busy(progress, words.loading);
    const sentence = progress.querySelector("span");
    try {
      whole = await readWhole(app, path, (count) => {
        if (sentence) replace(sentence, `${words.loading} ${words.soFar(app.format.number(count))}`);
      });
      waiting.end();
      show(whole);
      after?.(whole);
      return whole;
    } catch (error) {
      await showFailure(app, progress, error, load);
      return null;
    }
  };

  /** @param {Whole} loaded */
  const show = (loaded) => {
    /** @type {(() => void)[]} */
    const made = [];
    /** @type {List} */
    const list = {
      app,
      path,
      words,
      rights,
      own,
      whole: loaded,
      topics: topicsOf(loaded.items),
      opened,
      refresh: () => {
        list.topics = topicsOf(loaded.items);
        for (const tell of made) tell();
      },
      reload: load,
    };
    const groups = groupsOf(loaded.items);
    const count = words.entries(loaded.items.length, app.format.number(loaded.items.length));
    replace(total, loaded.items.length === 0 ? voice.none : words.asOf(count, app.format.time(loaded.asOf)));
    replace(
      shown,
      groups.length > 0 && overview(list, groups),
      ...groups.map(({ name, items }) => category(list, name, items, made)),
      searched(list),
      contacts(list),
    );
  };

  return {
    element: h("section", { class: "held" }, h("h2", { tabindex: -1 }, voice.title), progress, total, shown),
    load,
    whole: () => whole,
  };
}

/**
 * By category, in a fixed order, each with the latest first.
 * @param {Item[]} items
 */
function groupsOf(items) {
  const names = [...GROUPS, ...new Set(items.map(groupOf))];
  return [...new Set(names)]
    .map((name) => ({ name, items: items.filter((item) => groupOf(item) === name).sort(latestFirst) }))
    .filter((group) => group.items.length > 0);
}

/**
 * @param {Item} one
 * @param {Item} two
 */
function latestFirst(one, two) {
  return timeOf(two) < timeOf(one) ? -1 : timeOf(two) > timeOf(one) ? 1 : 0;
}

/** @param {Item} item */
function timeOf(item) {
  const found = happened(item);
  return found === null ? "" : "instant" in found ? found.instant : found.day;
}

/**
 * @param {List} list
 * @param {string} name
 * @param {Item[]} items
 * @param {(() => void)[]} made
 */
function category(list, name, items, made) {
  const { words } = list;
  const said = words.groups[name] ?? { title: words.categories[name] ?? name, text: "" };
  return h(
    "section",
    {},
    h("h3", {}, said.title),
    h("p", { class: "muted" }, said.text),
    ...(items.length <= FEW ? [entries(list, items, made)] : byMonth(list, name, items, made)),
  );
}

/**
 * @param {List} list
 * @param {Item[]} items
 * @param {(() => void)[]} made
 */
function entries(list, items, made) {
  return h(
    "ul",
    { class: "entries" },
    ...items.map((item) => {
      const { element, refresh } = entry(list, item);
      made.push(refresh);
      return element;
    }),
  );
}

/**
 * @param {List} list
 * @param {string} name
 * @param {Item[]} items
 * @param {(() => void)[]} made
 */
function byMonth(list, name, items, made) {
  const { app, words } = list;
  /** @type {Map<string, Item[]>} */
  const months = new Map();
  for (const item of items) {
    const month = timeOf(item).slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), item]);
  }
  return [...months].map(([month, within]) => {
    const count = words.entries(within.length, app.format.number(within.length));
    const title = words.month(month === "" ? words.noTime : app.format.month(month), count);
    return opening(list.opened, `month ${name} ${month}`, h("summary", { class: "month" }, title), () => [
      entries(list, within, made),
    ]);
  });
}
