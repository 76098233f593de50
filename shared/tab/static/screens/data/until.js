/** Until when an entry is kept, in words. */

/** @typedef {import("./access-export.js").Item} Item */

/**
 * @param {import("../../main.js").App} app
 * @param {import("./describe.js").Words} words
 * @param {Item} item
 * @param {string} asOf
 */
export function keptUntil(app, words, item, asOf) {
  if (item.deleteBy === null)
    return words.keptOpen(words.openEnds[item.deadline] ?? words.deadlines[item.deadline] ?? "");
  // A row that nothing keeps any more bears the time of the export itself.
  if (item.deleteBy <= asOf) return words.soon;
  return words.until(app.format.day(item.deleteBy));
}
