/** Times and numbers as people of a language write them. Times are the reader's own, not UTC. */

/** @typedef {ReturnType<typeof formatsOf>} Formats */

/**
 * @param {string} locale The Teams locale, such as "en-GB": the order of day and month is the region's.
 */
export function formatsOf(locale) {
  const known = Intl.DateTimeFormat.supportedLocalesOf([locale])[0] ?? "en-GB";
  const days = new Intl.DateTimeFormat(known, { dateStyle: "medium" });
  const utcDays = new Intl.DateTimeFormat(known, { dateStyle: "medium", timeZone: "UTC" });
  const times = new Intl.DateTimeFormat(known, { dateStyle: "medium", timeStyle: "short" });
  const clock = new Intl.DateTimeFormat(known, { timeStyle: "short" });
  const months = new Intl.DateTimeFormat(known, { month: "long", year: "numeric", timeZone: "UTC" });
  const numbers = new Intl.NumberFormat(known);
  return {
    locale: known,
    /** The day of an instant ("2026-11-23T09:00:00Z"). @param {string} instant */
    day: (instant) => days.format(new Date(instant)),
    /** A day of the API ("2026-11-23"), which has no time and no zone. @param {string} day */
    date: (day) => utcDays.format(new Date(`${day}T00:00:00Z`)),
    /** Day and time of an instant. @param {string} instant */
    time: (instant) => times.format(new Date(instant)),
    /** The time alone. @param {string} instant */
    clock: (instant) => clock.format(new Date(instant)),
    /** The month of a day of the API. @param {string} day */
    month: (day) => months.format(new Date(`${day.slice(0, 7)}-01T00:00:00Z`)),
    /** @param {number} value */
    number: (value) => numbers.format(value),
  };
}
