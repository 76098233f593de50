/** When what goes: a row of marks for each category, and the same as a table by month. */

import { table } from "../../components/table.js";
import { timeline } from "../../components/timeline.js";
import { h } from "../../dom.js";
import { opening } from "./entry.js";

/** @typedef {import("./access-export.js").Item} Item */
/** @typedef {import("./entry.js").List} List */
/** @typedef {{name: string, items: Item[]}} Group */

const FAR_MS = 400 * 86_400_000;

/**
 * @param {List} list
 * @param {Group[]} groups
 */
export function overview(list, groups) {
  const { app, words, whole } = list;
  const until = endOf(list);
  return h(
    "section",
    { class: "card" },
    h("h3", {}, words.overview),
    h("p", { class: "fine" }, words.overviewText),
    timeline({
      locale: app.format.locale,
      from: whole.asOf,
      until,
      start: words.today,
      rows: groups.map(({ name, items }) => ({
        title: words.groups[name]?.title ?? name,
        text: inWords(list, items),
        instants: datesOf(items),
        goesOn: items.some(({ deleteBy }) => isFar(deleteBy, until)),
      })),
    }),
    opening(list.opened, "table", h("summary", {}, words.asTable), () => [byMonth(list, groups, until)]),
  );
}

/**
 * The right end: the last day within a good year. Duties of ten years would leave no room for the days before.
 * @param {List} list
 */
function endOf({ whole }) {
  const horizon = Date.parse(whole.asOf) + FAR_MS;
  const near = datesOf(whole.items).filter((day) => Date.parse(day) <= horizon);
  return near.sort().at(-1) ?? whole.asOf;
}

/** @param {Item[]} items */
function datesOf(items) {
  return items.flatMap(({ deleteBy }) => deleteBy ?? []);
}

/**
 * @param {string | null} deleteBy
 * @param {string} until
 */
function isFar(deleteBy, until) {
  return deleteBy === null || deleteBy > until;
}

/**
 * @param {List} list
 * @param {Item[]} items
 */
function inWords({ app, words }, items) {
  const count = (/** @type {number} */ many) => words.entries(many, app.format.number(many));
  const days = datesOf(items).sort();
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return words.undated(count(items.length));
  const said = words.dated(count(items.length), app.format.day(first), app.format.day(last));
  const undated = items.length - days.length;
  return undated === 0 ? said : `${said}; ${words.ofThemUndated(app.format.number(undated))}`;
}

/**
 * @param {List} list
 * @param {Group[]} groups
 * @param {string} until
 */
function byMonth({ app, words, whole }, groups, until) {
  const monthOf = (/** @type {Item} */ { deleteBy }) => (isFar(deleteBy, until) ? "" : (deleteBy ?? "").slice(0, 7));
  const months = [...new Set(whole.items.map(monthOf))].sort((one, two) =>
    one === "" ? 1 : two === "" ? -1 : one < two ? -1 : 1,
  );
  return table(
    words.byMonth,
    [
      {
        title: words.goes,
        cell: (/** @type {string} */ month) => (month === "" ? words.noDay : app.format.month(month)),
      },
      ...groups.map(({ name, items }) => ({
        title: words.groups[name]?.title ?? name,
        number: true,
        cell: (/** @type {string} */ month) =>
          app.format.number(items.filter((item) => monthOf(item) === month).length),
      })),
    ],
    months,
  );
}
