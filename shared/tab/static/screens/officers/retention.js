/** Retention: its state in words, what goes when, what is held by kind, and, for operators, a run by hand. */

import { busy } from "../../components/busy.js";
import { calendar } from "../../components/calendar.js";
import { showFailure } from "../../components/failure.js";
import { table } from "../../components/table.js";
import { h, replace } from "../../dom.js";
import { evidence } from "./evidence.js";
import { named, tablesIn } from "./names.js";
import { runByHand } from "./run.js";

/** @typedef {import("./names.js").Words} Words */

/**
 * StatusAnswer of the API.
 * @typedef {object} Status
 * @property {string} asOf
 * @property {{retentionDays: number, contentRetentionDays: number | null}} limits
 * @property {import("./evidence.js").Entry | null} lastRun
 * @property {string | null} lastSuccessAt
 * @property {string[]} overdue
 * @property {string[]} due
 * @property {Family[]} families
 * @property {{day: string, drops: {family: string, tables: number}[]}[]} calendar
 * @property {string[]} unknownTables
 * @property {number} unknownCount
 */

/**
 * @typedef {object} Family
 * @property {string} family
 * @property {number} tables
 * @property {string | null} oldestDay
 * @property {string | null} newestDay
 * @property {string | null} nextDropFrom
 * @property {string | null} nextGoneBy
 */

/** @type {import("../officers.js").Area} */
export async function retention(app, words) {
  const runs = evidence(app, words);
  const place = h("div");
  // Whoever may not see the state is told so once, and not again by each of these.
  const below = h("div", { hidden: true });

  const load = async () => {
    busy(place, words.retention.reading);
    try {
      /** @type {Status} */
      const status = await app.api.json("GET", "retention/status", { signal: app.signal });
      replace(place, state(app, words, status), goesWhen(app, words, status), byKind(app, words, status));
      below.hidden = false;
      await runs.load();
    } catch (error) {
      await showFailure(app, place, error, load);
    }
  };
  replace(below, app.person.roles.includes("Operator") && runByHand(app, words, load), runs.element);

  void load();
  return h("div", { class: "screen" }, h("h1", {}, words.retention.title), place, below);
}

/**
 * @param {import("../../main.js").App} app
 * @param {Words} words
 * @param {Status} status
 */
function state(app, words, status) {
  const said = words.retention;
  const { lastRun, lastSuccessAt, limits } = status;
  // What is overdue is due as well, and has been said then.
  const due = status.due.filter((label) => !status.overdue.includes(label));
  const content = limits.contentRetentionDays === null ? said.month : said.days(limits.contentRetentionDays);
  return h(
    "section",
    { class: status.overdue.length > 0 || status.unknownCount > 0 ? "card attention" : "card" },
    h("h2", {}, said.state),
    h("p", {}, lastSuccessAt ? said.success(app.format.time(lastSuccessAt)) : said.noSuccess),
    lastRun &&
      lastRun.outcome !== "succeeded" &&
      h("p", {}, said.lastRun(app.format.time(lastRun.finishedAt), named(words.outcomes, lastRun.outcome))),
    ...(status.overdue.length > 0
      ? [h("p", {}, h("strong", {}, said.overdue)), tablesIn(app, words, status.overdue), h("p", {}, said.overdueHint)]
      : [h("p", {}, said.noOverdue)]),
    ...(due.length > 0 ? [h("p", {}, said.due), tablesIn(app, words, due)] : [h("p", {}, said.noDue)]),
    status.unknownCount > 0 &&
      h("p", {}, h("strong", {}, said.unknownCount(status.unknownCount)), " ", said.unknownHint),
    status.unknownTables.length > 0 &&
      h("ul", {}, ...status.unknownTables.map((name) => h("li", {}, h("code", {}, name)))),
    h("p", {}, said.limits(limits.retentionDays, content)),
    h("p", { class: "fine" }, said.asOf(app.format.time(status.asOf))),
  );
}

/**
 * @param {import("../../main.js").App} app
 * @param {Words} words
 * @param {Status} status
 */
function goesWhen(app, words, status) {
  const said = words.retention;
  const kinds = status.families.map(({ family }) => ({ name: family, title: named(words.families, family) }));
  /** @type {Record<string, (count: number) => string>} */
  const amounts = said.drops;
  const days = status.calendar.map(({ day, drops }) => ({
    day,
    marks: drops.map(({ family, tables: count }) => ({
      kind: family,
      count,
      text: amounts[family]?.(count) ?? app.format.number(count),
    })),
  }));
  return h(
    "section",
    { class: "card" },
    h("h2", {}, said.calendar),
    h("p", {}, said.calendarText),
    days.length === 0
      ? h("p", {}, said.calendarNone)
      : calendar(app.format, words.calendar, kinds, days, status.asOf.slice(0, 10)),
  );
}

/**
 * @param {import("../../main.js").App} app
 * @param {Words} words
 * @param {Status} status
 */
function byKind(app, words, status) {
  const said = words.retention;
  const day = (/** @type {string | null} */ value) => (value ? app.format.date(value) : "–");
  const time = (/** @type {Family} */ { tables: count }, /** @type {string | null} */ value) => {
    if (count === 0) return "–";
    return value ? app.format.time(value) : said.notKnown;
  };
  return h(
    "section",
    {},
    h("h2", {}, said.families),
    table(
      said.familiesCaption,
      [
        { title: said.kind, cell: (/** @type {Family} */ each) => named(words.families, each.family) },
        { title: said.tables, number: true, cell: (each) => app.format.number(each.tables) },
        { title: said.oldest, cell: (each) => day(each.oldestDay) },
        { title: said.newest, cell: (each) => day(each.newestDay) },
        { title: said.next, cell: (each) => time(each, each.nextDropFrom) },
        { title: said.gone, cell: (each) => time(each, each.nextGoneBy) },
      ],
      status.families,
    ),
  );
}
