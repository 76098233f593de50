/**
 * Marks along time, a row for each kind of thing. The drawing is for the eye alone: the words beside each row say the
 * same, so it is hidden from a screen reader.
 */

import { h, svg } from "../dom.js";

const HEIGHT = 28;
const SMALLEST = 4;
const LARGEST = 11;
const SLOTS = 60;
const MAX_TICKS = 6;
/** Shares of the width between which a name fits, beside that of the start. */
const NAMED_FROM = 24;
const NAMED_UNTIL = 95;

/**
 * @typedef {object} Row
 * @property {string} title
 * @property {string} text What the row shows, in words.
 * @property {string[]} instants When each of its things happens; those beyond the end are not drawn.
 * @property {boolean} goesOn Whether something lies beyond the end, or has no time.
 */

/**
 * @param {object} shown
 * @param {string} shown.locale
 * @param {string} shown.from An instant: the left end.
 * @param {string} shown.until An instant: the right end.
 * @param {string} shown.start What the left end is called, such as "today".
 * @param {Row[]} shown.rows
 */
export function timeline({ locale, from, until, start, rows }) {
  const first = Date.parse(from);
  const span = Math.max(Date.parse(until) - first, 1);
  /** @param {number} time A share of the width: the outermost marks keep clear of the edges. */
  const place = (time) => 2 + ((time - first) / span) * 94;
  const slots = rows.map(({ instants }) => slotsOf(instants, first, span));
  const maximum = Math.max(1, ...slots.flatMap((each) => [...each.values()].map(({ count }) => count)));
  return h(
    "ol",
    { class: "timeline" },
    h("li", { class: "axis", "aria-hidden": "true" }, axis(locale, first, span, start, place)),
    ...rows.map((row, index) =>
      h(
        "li",
        {},
        h("p", { class: "says" }, h("strong", {}, row.title), " ", h("span", { class: "muted" }, row.text)),
        track(/** @type {Map<number, Slot>} */ (slots[index]), row.goesOn, maximum, place),
      ),
    ),
  );
}

/** @typedef {{time: number, count: number}} Slot Things so near to each other that they are one mark, at the last. */

/**
 * @param {string[]} instants
 * @param {number} first
 * @param {number} span
 */
function slotsOf(instants, first, span) {
  /** @type {Map<number, Slot>} */
  const slots = new Map();
  for (const time of instants.map((instant) => Math.max(Date.parse(instant), first))) {
    if (time > first + span) continue;
    const slot = Math.round(((time - first) / span) * SLOTS);
    const before = slots.get(slot);
    slots.set(slot, { time: Math.max(time, before?.time ?? 0), count: (before?.count ?? 0) + 1 });
  }
  return slots;
}

/**
 * @param {Map<number, Slot>} slots
 * @param {boolean} goesOn
 * @param {number} maximum
 * @param {(time: number) => number} place
 */
function track(slots, goesOn, maximum, place) {
  const marks = [...slots.values()];
  const last = Math.max(...marks.map(({ time }) => place(time)));
  const middle = HEIGHT / 2;
  return svg(
    "svg",
    { width: "100%", height: HEIGHT, "aria-hidden": "true", focusable: "false" },
    svg("line", { class: "rest", x1: "2%", x2: "100%", y1: middle, y2: middle }),
    svg("line", {
      class: goesOn ? "kept on" : "kept",
      x1: "2%",
      x2: goesOn ? "100%" : `${Math.max(last, 2)}%`,
      y1: middle,
      y2: middle,
    }),
    ...marks.map(({ time, count }) => svg("circle", { cx: `${place(time)}%`, cy: middle, r: radius(count, maximum) })),
    goesOn && svg("svg", { x: "100%", overflow: "visible" }, svg("path", { d: `M-9 ${middle - 6}l9 6l-9 6z` })),
  );
}

/**
 * By area, so that twice as many look twice as much.
 * @param {number} count
 * @param {number} maximum
 */
function radius(count, maximum) {
  return Math.max(SMALLEST, Math.sqrt(count / maximum) * LARGEST).toFixed(1);
}

/**
 * @param {string} locale
 * @param {number} first
 * @param {number} span
 * @param {string} start
 * @param {(time: number) => number} place
 */
function axis(locale, first, span, start, place) {
  const short = new Intl.DateTimeFormat(locale, { month: "short", timeZone: "UTC" });
  const year = new Intl.DateTimeFormat(locale, { year: "numeric", timeZone: "UTC" });
  const ticks = months(first, span);
  const [firstNamed] = ticks.filter((time) => place(time) >= NAMED_FROM);
  return svg(
    "svg",
    { width: "100%", height: HEIGHT, focusable: "false" },
    svg("text", { x: "2%", y: 12 }, start),
    ...[first, ...ticks].map((time) =>
      svg("line", { x1: `${place(time)}%`, x2: `${place(time)}%`, y1: 18, y2: HEIGHT }),
    ),
    ...ticks
      .filter((time) => place(time) >= NAMED_FROM && place(time) <= NAMED_UNTIL)
      .map((time) => {
        const date = new Date(time);
        const isNew = time === firstNamed || date.getUTCMonth() === 0;
        const name = isNew ? `${short.format(date)} ${year.format(date)}` : short.format(date);
        return svg("text", { x: `${place(time)}%`, y: 12, "text-anchor": "middle" }, name);
      }),
  );
}

/**
 * The first of each month, or of every second, third …, so that their names do not meet.
 * @param {number} first
 * @param {number} span
 */
function months(first, span) {
  const start = new Date(first);
  const found = [];
  for (let ahead = 1; ; ahead += 1) {
    const time = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + ahead, 1);
    if (time > first + span) break;
    found.push(time);
  }
  const step = Math.ceil(found.length / MAX_TICKS);
  return found.filter((_, index) => index % step === 0);
}
