/**
 * Two small bar charts. A chart is one picture to a screen reader: its name says where the same numbers stand as text.
 * The labels are text beside the bars, not in them, so that they wrap and grow with the reader's font size.
 */

import { h, svg } from "../dom.js";

const BAR_HEIGHT = 14;

/**
 * @typedef {object} Amount
 * @property {string} label
 * @property {number} value Zero or more.
 * @property {string} text The value as people write it.
 */

/**
 * @typedef {object} Presence
 * @property {string} label
 * @property {{from: number, to: number}[]} spans Milliseconds, within the chart's time.
 * @property {string} text The same as people write it.
 */

/**
 * One bar an amount; the longest fills the width.
 * @param {string} name What the picture is, and where its numbers stand.
 * @param {Amount[]} amounts
 */
export function amounts(name, amounts) {
  const maximum = Math.max(1, ...amounts.map(({ value }) => value));
  return h(
    "div",
    { class: "chart", role: "img", "aria-label": name },
    ...amounts.map(({ label, value, text }) => row(label, text, [{ start: 0, length: value / maximum }])),
  );
}

/**
 * One line a person, with a bar for each time that they were there.
 * @param {string} name What the picture is, and where its times stand.
 * @param {Presence[]} people
 * @param {{from: number, to: number, fromText: string, toText: string}} time What the width stands for.
 */
export function presences(name, people, time) {
  const whole = Math.max(1, time.to - time.from);
  return h(
    "div",
    { class: "chart", role: "img", "aria-label": name },
    ...people.map(({ label, spans, text }) =>
      row(
        label,
        text,
        spans.map(({ from, to }) => ({ start: (from - time.from) / whole, length: (to - from) / whole })),
      ),
    ),
    h("div", { class: "axis" }, h("span", {}, time.fromText), h("span", {}, time.toText)),
  );
}

/**
 * @param {string} label
 * @param {string} text
 * @param {{start: number, length: number}[]} bars As parts of the width, 0 to 1.
 */
function row(label, text, bars) {
  return h(
    "div",
    { class: "bar" },
    h("span", {}, label),
    svg(
      "svg",
      { width: "100%", height: BAR_HEIGHT },
      svg("rect", { class: "track", width: "100%", height: BAR_HEIGHT, rx: 2 }),
      ...bars.map(({ start, length }) =>
        svg("rect", { x: percent(start), width: percent(length), height: BAR_HEIGHT, rx: 2 }),
      ),
    ),
    h("span", { class: "value" }, text),
  );
}

/** @param {number} part */
function percent(part) {
  return `${(part * 100).toFixed(2)}%`;
}
