/** German or English, and the words of each screen in it. A screen's words come with the screen. */

/** @typedef {"de" | "en"} Language */

/**
 * German for whoever uses Teams in German, English for everybody else.
 * @param {string} locale Such as "de-AT".
 * @returns {Language}
 */
export function languageOf(locale) {
  return /^de(-|$)/i.test(locale) ? "de" : "en";
}

/**
 * The words of one screen or component; the English file says which there are, and the German one has the same.
 * @param {Language} language
 * @param {string} name
 * @returns {Promise<any>}
 */
export async function wordsOf(language, name) {
  return (await import(`./words/${language}/${name}.js`)).default;
}
