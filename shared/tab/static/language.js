/** German or English, and the words of each screen in it. A screen's words come with the screen. */

/** @typedef {"de" | "en"} Language */

/**
 * The words of each screen and component; the English file says which there are, and the German one has the same.
 * @typedef {{
 *   connect: typeof import("./locales/en/connect.js").default,
 *   consent: typeof import("./locales/en/consent.js").default,
 *   data: typeof import("./locales/en/data.js").default,
 *   held: typeof import("./locales/en/held.js").default,
 *   import: typeof import("./locales/en/import.js").default,
 *   officers: typeof import("./locales/en/officers.js").default,
 *   problems: typeof import("./locales/en/problems.js").default,
 *   reports: typeof import("./locales/en/reports.js").default,
 *   restriction: typeof import("./locales/en/restriction.js").default,
 *   rights: typeof import("./locales/en/rights.js").default,
 *   shell: typeof import("./locales/en/shell.js").default,
 * }} Locale
 */

/** @typedef {<Name extends keyof Locale>(name: Name) => Promise<Locale[Name]>} Words */

/**
 * German for whoever uses Teams in German, English for everybody else.
 * @param {string} locale Such as "de-AT".
 * @returns {Language}
 */
export function languageOf(locale) {
  return /^de(-|$)/i.test(locale) ? "de" : "en";
}

/**
 * The words of one screen or component.
 * @template {keyof Locale} Name
 * @param {Language} language
 * @param {Name} name
 * @returns {Promise<Locale[Name]>}
 */
export async function wordsOf(language, name) {
  return (await import(`./locales/${language}/${name}.js`)).default;
}
