/** One report: its facts, its content while that is kept, and what can be done with it. */

import { Refused } from "../../api.js";
import { busy } from "../../components/busy.js";
import { ask } from "../../components/dialog.js";
import { failure, showFailure } from "../../components/failure.js";
import { save } from "../../components/save.js";
import { h, replace } from "../../dom.js";
import { contentOf } from "./content.js";
import { facts } from "./facts.js";

/** As the service makes them; anything else in the address is no report, and must not become part of a path. */
const REPORT_ID = /^\d{8}-[a-z2-7]{26}$/;
const JSON_TYPE = "application/json";
const CSV_TYPE = "text/csv";
const NOT_FOUND = 404;

/** @typedef {import("./list.js").Header & import("./content.js").Content} Report */

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {string} id
 */
export async function report(app, words, id) {
  try {
    if (!REPORT_ID.test(id)) throw new Refused(NOT_FOUND, { code: "not_found" }, null);
    const read = await app.api.json("GET", `reports/${id}`, { signal: app.signal });
    return found(app, words, /** @type {Report} */ (read));
  } catch (error) {
    if (!(error instanceof Refused && error.status === NOT_FOUND)) throw error;
    const box = await failure(app, error);
    // The screen opens with this: its heading gets the focus, which tells it once and not twice.
    box.removeAttribute("role");
    return h("div", { class: "screen" }, box, back(words));
  }
}

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {Report} read
 */
function found(app, words, read) {
  const place = h("div");
  return h(
    "div",
    { class: "screen" },
    h("h1", {}, read.topic),
    back(words),
    h("section", { class: "card" }, h("h2", {}, words.report.facts), meeting(app, words, read)),
    h(
      "div",
      { class: "actions" },
      !read.contentDeleted && button(words.report.csv, "quiet", () => download(app, words, read, place, CSV_TYPE)),
      button(words.report.json, "quiet", () => download(app, words, read, place, JSON_TYPE)),
      button(words.report.delete, "danger", () => confirmed(app, words, read, place)),
    ),
    place,
    ...(read.contentDeleted ? [gone(app, words, read)] : contentOf(app, words, read)),
  );
}

/** @param {import("../reports.js").Words} words */
function back(words) {
  return h("p", {}, h("a", { href: "#reports" }, `← ${words.report.all}`));
}

/**
 * @param {string} label
 * @param {string} look
 * @param {() => unknown} act
 */
function button(label, look, act) {
  return h("button", { type: "button", class: look, onclick: () => act() }, label);
}

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {Report} read
 */
function meeting(app, words, read) {
  const { format } = app;
  const { guests, dialIn } = read.minimised;
  const minimised = [guests > 0 && words.report.guests(guests), dialIn > 0 && words.report.numbers(dialIn)];
  return facts([
    [words.report.type, words.types[read.type]],
    [words.report.began, format.time(read.startedAt)],
    [words.report.ended, format.time(read.endedAt)],
    [words.report.lasted, duration(format.locale, read.startedAt, read.endedAt)],
    [words.report.participants, format.number(read.participantCount)],
    !read.contentDeleted && [words.report.contentUntil, format.time(read.contentUntil)],
    [words.report.deleteBy, format.time(read.deleteBy)],
    [words.report.minimised, minimised.filter(Boolean).join(words.report.and)],
    [words.report.meetingId, h("code", {}, read.meetingId)],
    [words.report.reportId, h("code", {}, read.reportId)],
  ]);
}

/**
 * @param {string} locale
 * @param {string} from
 * @param {string} to
 */
function duration(locale, from, to) {
  const minutes = Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const unit = (/** @type {number} */ value, /** @type {"hour" | "minute"} */ name) =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name }).format(value);
  return [hours > 0 && unit(hours, "hour"), (rest > 0 || hours === 0) && unit(rest, "minute")]
    .filter(Boolean)
    .join(" ");
}

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {Report} read
 */
function gone(app, words, { contentUntil, deleteBy }) {
  return h(
    "section",
    { class: "card attention" },
    h("h2", {}, words.report.gone),
    h("p", {}, words.report.goneWhy(app.format.day(contentUntil), app.format.day(deleteBy))),
  );
}

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {Report} read
 * @param {HTMLElement} place
 * @param {string} type
 */
async function download(app, words, read, place, type) {
  busy(place, words.report.loading);
  try {
    const answer = await app.api.call("GET", `reports/${read.id}`, { accept: type, signal: app.signal });
    save(await answer.blob(), `report-${read.id}.${type === CSV_TYPE ? "csv" : "json"}`);
    replace(place);
    app.announce(words.report.saved);
  } catch (error) {
    await showFailure(app, place, error, () => download(app, words, read, place, type));
  }
}

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {Report} read
 * @param {HTMLElement} place
 */
async function confirmed(app, words, read, place) {
  const sure = await ask({
    title: words.report.question,
    content: [h("p", {}, words.report.whatGoes(read.topic)), h("p", {}, words.report.forGood)],
    yes: words.report.yes,
    no: words.report.no,
  });
  if (sure) await remove(app, words, read, place);
}

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {Report} read
 * @param {HTMLElement} place
 */
async function remove(app, words, read, place) {
  busy(place, words.report.deleting);
  try {
    await app.api.json("DELETE", `reports/${read.id}`);
    app.go("#reports", words.report.deleted(read.topic));
  } catch (error) {
    await showFailure(app, place, error, () => remove(app, words, read, place));
  }
}
