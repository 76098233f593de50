/** The list of reports: newest first, page by page. */

import { busy } from "../../components/busy.js";
import { showFailure } from "../../components/failure.js";
import { table } from "../../components/table.js";
import { h, replace } from "../../dom.js";
import { addressOf, rangeForm } from "./range.js";

/**
 * A report in the list, as the API has it.
 * @typedef {object} Header
 * @property {string} id
 * @property {string} meetingId
 * @property {string} reportId
 * @property {"meeting" | "webinar"} type
 * @property {string} topic
 * @property {string} startedAt
 * @property {string} endedAt
 * @property {number} participantCount
 * @property {string} contentUntil
 * @property {string} deleteBy
 * @property {boolean} [contentDeleted]
 * @property {{guests: number, dialIn: number}} minimised
 */

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {import("./range.js").Range | null} chosen
 */
export function listOf(app, words, chosen) {
  let range = chosen;
  /** Only the latest of several loads may show what it got. */
  let loads = 0;
  const heading = h("h2", { id: "reports-list", tabindex: "-1" });
  const form = h("div");
  const place = h("div");

  /** @param {string | null} cursor */
  const page = async (cursor) => {
    const query = new URLSearchParams({ ...range, ...(cursor && { cursor }) });
    const answer = await app.api.json("GET", `reports?${query}`, { signal: app.signal });
    return /** @type {{reports: Header[], next: string | null}} */ (answer);
  };

  const load = async () => {
    loads += 1;
    const mine = loads;
    busy(place, words.list.loading);
    try {
      const { reports, next } = await page(null);
      if (mine === loads) show(reports, next);
    } catch (error) {
      if (mine === loads) await showFailure(app, place, error, load);
    }
  };

  /** @param {import("./range.js").Range | null} next */
  const choose = async (next) => {
    range = next;
    // Replaced, not gone to: the way back from a report leads here, and an upload under way goes on.
    history.replaceState(null, "", addressOf(range));
    head();
    await load();
    heading.focus();
  };

  const head = () => {
    const { from, to } = range ?? {};
    const days = from && to && words.list.between(app.format.date(from), app.format.date(to));
    replace(heading, days ?? words.list.lastDays);
    replace(form, rangeForm(app, words, range, choose));
  };

  /**
   * @param {Header[]} reports
   * @param {string | null} next
   */
  const show = (reports, next) => {
    if (reports.length === 0) return replace(place, ...empty(words, range !== null));
    const end = h("div");
    const more = async () => {
      const mine = loads;
      busy(end, words.list.loading);
      try {
        const further = await page(next);
        if (mine !== loads) return;
        show([...reports, ...further.reports], further.next);
        const links = /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("tbody a"));
        links[reports.length]?.focus();
      } catch (error) {
        await showFailure(app, end, error, more);
      }
    };
    const button = h("button", { type: "button", class: "quiet", onclick: more }, words.list.more);
    replace(end, next !== null && h("p", {}, button));
    return replace(place, tableOf(app, words, reports), end);
  };

  head();
  return {
    element: h("section", { "aria-labelledby": "reports-list" }, heading, form, place),
    /** Show the first page of the chosen days as they now are. */
    load,
  };
}

/**
 * When something was, in the reader's own time.
 * @param {import("../../format.js").Formats} format
 * @param {string} from
 * @param {string} to
 */
function when(format, from, to) {
  const end = format.day(from) === format.day(to) ? format.clock(to) : format.time(to);
  return `${format.time(from)} – ${end}`;
}

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {Header[]} reports
 */
function tableOf(app, words, reports) {
  const { format } = app;
  return table(
    words.list.caption,
    [
      { title: words.list.topic, cell: ({ id, topic }) => h("a", { href: `#reports/${id}` }, topic) },
      { title: words.list.type, cell: ({ type }) => whole(words.types[type]) },
      { title: words.list.when, cell: ({ startedAt, endedAt }) => when(format, startedAt, endedAt) },
      {
        title: words.list.participants,
        cell: ({ participantCount }) => format.number(participantCount),
        number: true,
      },
      {
        title: words.list.contentUntil,
        cell: ({ contentDeleted, contentUntil }) =>
          contentDeleted ? h("em", {}, words.list.contentDeleted) : whole(format.day(contentUntil)),
      },
      { title: words.list.deleteBy, cell: ({ deleteBy }) => whole(format.day(deleteBy)) },
    ],
    reports,
  );
}

/**
 * A few words that stay on one line, so that a long topic does not squeeze them.
 * @param {string | undefined} text
 */
function whole(text) {
  return h("span", { class: "whole" }, text);
}

/**
 * @param {import("../reports.js").Words} words
 * @param {boolean} ofRange Whether other days than the last ones were asked for.
 */
function empty(words, ofRange) {
  if (ofRange) return [h("p", {}, words.list.emptyRange)];
  return [
    h("h3", {}, words.list.empty),
    h("p", {}, words.list.emptyHow, " ", h("a", { href: "#connect" }, words.list.connect), "."),
  ];
}
