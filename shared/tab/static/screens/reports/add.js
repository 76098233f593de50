/** The three ways to add reports, one of which is open at a time. */

import { h } from "../../dom.js";
import { csvForm } from "./csv.js";
import { acceptDrops } from "./drop-zone.js";
import { fetchForm } from "./fetch.js";
import { upload } from "./upload.js";

/** @typedef {typeof import("../../locales/en/import.js").default} ImportWords */

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {() => unknown} changed Called when reports have been stored.
 * @returns {Promise<HTMLElement>}
 */
export async function addReports(app, words, changed) {
  const said = await app.words("import");
  const csv = csvForm(app, words, said, changed);
  const json = upload(app, words, changed);
  const fromTeams = way(said.fetch.title, fetchForm(app, words, said, changed), true);
  const fromCsv = way(said.csv.title, csv.parts);
  const fromFiles = way(words.add.way, json.parts);
  acceptDrops(app.signal, document.body, (files) => {
    const [tables, others] = [files.filter(isCsv), files.filter((file) => !isCsv(file))];
    if (others.length > 0) {
      fromFiles.open = true;
      json.add(others);
    }
    if (tables.length > 0) {
      fromCsv.open = true;
      csv.take(tables);
    }
  });
  return h(
    "section",
    { class: "card", "aria-labelledby": "add-reports" },
    h("h2", { id: "add-reports" }, words.add.title),
    h("p", {}, said.minimised),
    fromTeams,
    fromCsv,
    fromFiles,
  );
}

/**
 * @param {string} title
 * @param {HTMLElement[]} parts
 * @param {boolean} [open]
 */
function way(title, parts, open = false) {
  return h("details", { class: "way", name: "add-reports", open }, h("summary", {}, title), ...parts);
}

/** @param {File} file */
function isCsv(file) {
  return /\.csv$/i.test(file.name);
}
