/** The grounds on which an officer may place a hold, and how far each reaches; the service judges, this only helps. */

/**
 * @typedef {object} Ground
 * @property {string} name
 * @property {number} years At most, from the day on which the hold was first placed.
 * @property {string} [country] Where the ground holds, when it does not everywhere.
 */

/** What a person asks for (`restriction_…`) is not among them: it comes with a restriction. @type {Ground[]} */
export const GROUNDS = [
  { name: "legal_claims", years: 3 },
  { name: "authority_order", years: 3 },
  { name: "accounting_records", years: 10, country: "DE" },
  { name: "accounting_vouchers", years: 8, country: "DE" },
  { name: "business_letters", years: 6, country: "DE" },
];

/** What a person asks for reaches a year at most. */
const YEARS_FOR_THE_PERSON = 1;

/** @param {string} name */
export function isForThePerson(name) {
  return name.startsWith("restriction_");
}

/**
 * The latest day on which a hold may end; null for a ground that is not known here.
 * @param {string} name
 * @param {string} placedOn Such as "2026-11-23".
 */
export function lastDay(name, placedOn) {
  const years = isForThePerson(name) ? YEARS_FOR_THE_PERSON : GROUNDS.find((ground) => ground.name === name)?.years;
  if (years === undefined) return null;
  const [year = 0, month = 1, day = 1] = placedOn.split("-").map(Number);
  // The last day of February has no counterpart in most years: then the 28th.
  const lastOfMonth = new Date(Date.UTC(year + years, month, 0)).getUTCDate();
  return new Date(Date.UTC(year + years, month - 1, Math.min(day, lastOfMonth))).toISOString().slice(0, 10);
}
