/**
 * What happens on which day: a month at a time, as a table of days or as a list, which is all there is where the
 * screen is narrow. Each kind has a shape, a colour and its name.
 */

import { h, replace } from "../dom.js";

/**
 * A kind of thing that happens, such as a family of data.
 * @typedef {object} Kind
 * @property {string} name
 * @property {string} title
 */

/**
 * @typedef {object} Day
 * @property {string} day Such as "2026-11-27".
 * @property {{kind: string, count: number, text: string}[]} marks `text` says the count in words, for the list.
 */

/**
 * @typedef {object} Words
 * @property {string} previous
 * @property {string} next
 * @property {string} asList
 * @property {string} asCalendar
 * @property {string} legend
 * @property {string} today
 * @property {string} empty
 */

const SHAPES = ["●", "■", "▲", "◆"];
const MONDAY = Date.UTC(2026, 10, 23);
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * @param {import("../format.js").Formats} format
 * @param {Words} words
 * @param {Kind[]} kinds At most four.
 * @param {Day[]} days In order; those without marks are left out.
 * @param {string} today
 */
export function calendar(format, words, kinds, days, today) {
  const months = monthsBetween(today, days.at(-1)?.day ?? today);
  let shown = 0;
  const heading = h("h3", { "aria-live": "polite" });
  const place = h("div");
  const previous = h("button", { type: "button", class: "quiet", onclick: () => turn(-1) }, words.previous);
  const next = h("button", { type: "button", class: "quiet", onclick: () => turn(1) }, words.next);
  const view = h("button", { type: "button", class: "quiet view", onclick: () => change() }, words.asList);
  const whole = h(
    "div",
    { class: "calendar", "data-view": "table" },
    h("div", { class: "actions" }, previous, next, view),
    heading,
    place,
    legend(words, kinds),
  );

  const draw = () => {
    const month = /** @type {string} */ (months[shown]);
    const inMonth = days.filter(({ day }) => day.startsWith(month));
    previous.disabled = shown === 0;
    next.disabled = shown === months.length - 1;
    replace(heading, format.month(month));
    replace(place, table(format, words, kinds, month, inMonth, today), list(format, words, kinds, inMonth));
  };
  const turn = (/** @type {number} */ by) => {
    shown += by;
    draw();
    // A button that can no longer be pressed loses the focus: it goes to the one that can.
    if (by > 0 && next.disabled) previous.focus();
    if (by < 0 && previous.disabled) next.focus();
  };
  const change = () => {
    const isTable = whole.dataset.view === "table";
    whole.dataset.view = isTable ? "list" : "table";
    replace(view, isTable ? words.asCalendar : words.asList);
  };
  draw();
  return whole;
}

/**
 * @param {import("../format.js").Formats} format
 * @param {Words} words
 * @param {Kind[]} kinds
 * @param {string} month Such as "2026-11".
 * @param {Day[]} days
 * @param {string} today
 */
function table(format, words, kinds, month, days, today) {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const before = (new Date(first).getUTCDay() + 6) % 7;
  const weeks = Math.ceil((before + daysOf(month)) / 7);
  const weekdays = [0, 1, 2, 3, 4, 5, 6].map((number) => new Date(MONDAY + number * DAY_MS));
  const short = new Intl.DateTimeFormat(format.locale, { weekday: "short", timeZone: "UTC" });
  const long = new Intl.DateTimeFormat(format.locale, { weekday: "long", timeZone: "UTC" });
  const cell = (/** @type {number} */ position) => {
    const date = new Date(first + (position - before) * DAY_MS);
    const day = date.toISOString().slice(0, 10);
    if (!day.startsWith(month)) return h("td");
    const marks = days.find((each) => each.day === day)?.marks ?? [];
    return h(
      "td",
      { "aria-current": day === today && "date" },
      h("time", { datetime: day }, String(date.getUTCDate())),
      day === today && h("span", { class: "today" }, ` ${words.today}`),
      marks.length > 0 &&
        h(
          "ul",
          {},
          ...marks.map((mark) => h("li", {}, ...label(kinds, mark.kind), h("span", {}, format.number(mark.count)))),
        ),
    );
  };
  return h(
    "table",
    {},
    h("caption", { class: "visually-hidden" }, format.month(month)),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...weekdays.map((date) =>
          h("th", { scope: "col" }, h("abbr", { title: long.format(date) }, short.format(date))),
        ),
      ),
    ),
    h(
      "tbody",
      {},
      ...Array.from({ length: weeks }, (_, week) =>
        h("tr", {}, ...weekdays.map((_, weekday) => cell(week * 7 + weekday))),
      ),
    ),
  );
}

/**
 * @param {import("../format.js").Formats} format
 * @param {Words} words
 * @param {Kind[]} kinds
 * @param {Day[]} days
 */
function list(format, words, kinds, days) {
  if (days.length === 0) return h("p", { class: "days" }, words.empty);
  return h(
    "dl",
    { class: "days" },
    ...days.flatMap(({ day, marks }) => [
      h("dt", {}, h("time", { datetime: day }, format.date(day))),
      ...marks.map(({ kind, text }) => h("dd", {}, ...label(kinds, kind), `: ${text}`)),
    ]),
  );
}

/**
 * @param {Words} words
 * @param {Kind[]} kinds
 */
function legend(words, kinds) {
  return h(
    "ul",
    { class: "legend", "aria-label": words.legend },
    ...kinds.map(({ name }) => h("li", {}, ...label(kinds, name))),
  );
}

/**
 * The shape, which a screen reader need not hear, and the name.
 * @param {Kind[]} kinds
 * @param {string} name
 */
function label(kinds, name) {
  const number = kinds.findIndex((kind) => kind.name === name);
  return [
    h("span", { class: `shape series-${number + 1}`, "aria-hidden": "true" }, SHAPES[number]),
    " ",
    h("span", { class: "kind" }, kinds[number]?.title ?? name),
  ];
}

/**
 * Every month from that of one day to that of another.
 * @param {string} from
 * @param {string} to
 */
function monthsBetween(from, to) {
  const months = [from.slice(0, 7)];
  for (let last = months[0] ?? ""; last < to.slice(0, 7); months.push(last)) {
    const after = new Date(Date.parse(`${last}-01T00:00:00Z`) + daysOf(last) * DAY_MS);
    last = after.toISOString().slice(0, 7);
  }
  return months;
}

/** @param {string} month */
function daysOf(month) {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}
