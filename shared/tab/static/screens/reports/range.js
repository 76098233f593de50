/** Which days the list shows. The API's days are UTC, so these are too. */

import { h, replace } from "../../dom.js";

/** @typedef {{from: string, to: string}} Range Days such as "2026-11-23", both included. */

const DAY_MS = 86_400_000;
const LISTED_DAYS = 31;
/** How long a header is kept; there is nothing to find before. */
const KEPT_DAYS = 180;

/**
 * The range that an address names.
 * @param {string} part Such as "2026-10-01..2026-10-31".
 * @returns {Range | null}
 */
export function rangeOf(part) {
  const [, from, to] = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(part) ?? [];
  return from && to && isDay(from) && isDay(to) && from <= to ? { from, to } : null;
}

/**
 * @param {Range | null} range
 * @returns {string}
 */
export function addressOf(range) {
  return range ? `#reports/${range.from}..${range.to}` : "#reports";
}

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {Range | null} range What is shown now; null is the last 31 days.
 * @param {(range: Range | null) => void} choose
 */
export function rangeForm(app, words, range, choose) {
  const [earliest, latest] = [daysAgo(KEPT_DAYS), daysAgo(0)];
  const field = (/** @type {string} */ id, /** @type {string} */ value) =>
    h("input", {
      id,
      type: "date",
      min: earliest,
      max: latest,
      value,
      required: true,
      "aria-describedby": "range-hint",
    });
  const from = field("range-from", range?.from ?? daysAgo(LISTED_DAYS - 1));
  const to = field("range-to", range?.to ?? latest);
  const fault = h("p", { class: "fault", role: "alert" });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const wrong = [from, to].find((input) => !input.checkValidity()) ?? (from.value > to.value ? from : null);
    for (const input of [from, to]) input.setAttribute("aria-invalid", String(input === wrong));
    replace(fault, wrong && words.range.wrong(app.format.date(earliest), app.format.date(latest)));
    if (wrong) wrong.focus();
    else choose({ from: from.value, to: to.value });
  };
  return h(
    "details",
    { class: "range", open: range !== null },
    h("summary", {}, words.range.title),
    h(
      "form",
      { novalidate: true, onsubmit: submit },
      h("div", {}, h("label", { for: "range-from" }, words.range.from), from),
      h("div", {}, h("label", { for: "range-to" }, words.range.to), to),
      h("button", { class: "quiet" }, words.range.show),
      range && h("button", { type: "button", class: "quiet", onclick: () => choose(null) }, words.range.lastDays),
      h("p", { id: "range-hint", class: "fine" }, words.range.hint(app.format.date(earliest))),
      fault,
    ),
  );
}

/** @param {number} days */
function daysAgo(days) {
  return new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
}

/** @param {string} text */
function isDay(text) {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
