/** Everything that is kept about a person: all pages of the access export as one. */

import { patiently } from "../../retry.js";

const PAGE = 200;

/**
 * @typedef {object} Item An entry, as ItemAnswer of the API has it.
 * @property {string} id
 * @property {string} family
 * @property {string[]} categories
 * @property {string[]} purposes
 * @property {string[]} legalBases
 * @property {{name: string, at?: string}[]} recipients
 * @property {string} source
 * @property {string} deadline
 * @property {string | null} deleteBy
 * @property {Record<string, any>} data
 */

/**
 * @typedef {object} Whole
 * @property {string} asOf
 * @property {Item[]} items
 * @property {string[]} searched
 * @property {string[]} deletedMeanwhile
 * @property {Contact[]} contacts
 */

/** @typedef {{role: string, name: string, address: string, contact: string}} Contact */

/**
 * @param {import("../../main.js").App} app
 * @param {string} path "me/data", or "subjects/<oid>/data" for an officer.
 * @param {(count: number) => void} progress Told after each page how many entries there are so far.
 * @returns {Promise<Whole>}
 */
export async function readWhole(app, path, progress) {
  /** @type {Item[]} */
  const items = [];
  const searched = new Set();
  const deletedMeanwhile = new Set();
  let cursor = "";
  for (;;) {
    const query = new URLSearchParams({ limit: String(PAGE), ...(cursor && { cursor }) });
    const read = () => app.api.json("GET", `${path}?${query}`, { signal: app.signal });
    const page = await patiently(read, app.signal);
    items.push(...page.items);
    for (const name of page.searched) searched.add(name);
    for (const name of page.deletedMeanwhile) deletedMeanwhile.add(name);
    if (page.next === null) {
      for (const name of deletedMeanwhile) searched.delete(name);
      return {
        asOf: page.asOf,
        items,
        searched: [...searched].sort(),
        deletedMeanwhile: [...deletedMeanwhile].sort(),
        contacts: page.contacts,
      };
    }
    progress(items.length);
    cursor = page.next;
  }
}
