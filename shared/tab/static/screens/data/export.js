/** Files of what is kept: the whole access export, and what a person may take along (Art. 20). */

import { save } from "../../components/save.js";

const JSON_TYPE = "application/json";

/**
 * Save the whole access export as JSON.
 * @param {import("./access-export.js").Whole} whole
 * @param {string} name Of the file.
 */
export function saveEverything(whole, name) {
  save(new Blob([`${JSON.stringify(whole, null, 2)}\n`], { type: JSON_TYPE }), name);
}

/**
 * Save what the person may take along.
 * @param {import("../../main.js").App} app
 * @param {"json" | "csv"} format
 * @returns {Promise<string>} The file's name.
 */
export async function savePortable(app, format) {
  const accept = format === "csv" ? "text/csv" : JSON_TYPE;
  const answer = await app.api.call("GET", "me/portable-data", { accept, signal: app.signal });
  const name = `my-data.${format}`;
  save(await answer.blob(), name);
  return name;
}
