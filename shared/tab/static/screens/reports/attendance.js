/** Who was there when, as a small chart. The table of attendees has the same times. */

import { presences } from "../../components/chart.js";
import { h } from "../../dom.js";

/** More people than these are better read in the table. */
const MAX_PEOPLE = 30;

/**
 * Nothing where no times are kept, or for too many people.
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {import("./report.js").Report} report
 * @param {import("./content.js").Attendee[]} attendees
 * @returns {HTMLElement[]}
 */
export function attendance(app, words, report, attendees) {
  const people = stays(attendees);
  if (people.length === 0 || people.length > MAX_PEOPLE) return [];
  // People come before the beginning and stay past the end.
  const known = people.flatMap(({ times }) => times.flatMap(({ joinedAt, leftAt }) => [joinedAt, leftAt]));
  const instants = [report.startedAt, report.endedAt, ...known].flatMap((text) => (text ? [Date.parse(text)] : []));
  const [from, to] = [Math.min(...instants), Math.max(...instants)];
  const clock = (/** @type {number} */ instant) => app.format.clock(new Date(instant).toISOString());
  const rows = people.map(({ name, times }) => {
    const spans = times.map(({ joinedAt, leftAt }) => ({
      from: joinedAt ? Date.parse(joinedAt) : from,
      to: leftAt ? Date.parse(leftAt) : to,
    }));
    return { label: name, spans, text: spans.map((span) => `${clock(span.from)} – ${clock(span.to)}`).join(", ") };
  });
  const time = { from, to, fromText: clock(from), toText: clock(to) };
  const chart = h("figure", {}, presences(words.content.attendanceChart, rows, time));
  return [h("section", {}, h("h2", {}, words.content.attendance), chart)];
}

/**
 * Who came and went, each person once however often they did; guests cannot be told to be the same.
 * @param {import("./content.js").Attendee[]} attendees
 */
function stays(attendees) {
  /** @type {Map<unknown, {name: string, times: import("./content.js").Times[]}>} */
  const people = new Map();
  for (const attendee of attendees) {
    if (!attendee.joinedAt && !attendee.leftAt) continue;
    const key = attendee.oid ?? attendee;
    const person = people.get(key) ?? { name: attendee.name, times: [] };
    people.set(key, { ...person, times: [...person.times, attendee] });
  }
  return [...people.values()];
}
