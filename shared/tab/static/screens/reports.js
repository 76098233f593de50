/** Reports: the list and the ways to add to it; `#reports/<id>` is one report, `#reports/<from>..<to>` the list of other days. */

import { h } from "../dom.js";
import { addReports } from "./reports/add.js";
import { listOf } from "./reports/list.js";
import { rangeOf } from "./reports/range.js";

/** @typedef {typeof import("../locales/en/reports.js").default} Words */

/** @type {import("../main.js").Screen} */
export default async function reports(app, part = "") {
  const words = await app.words("reports");
  const range = rangeOf(part);
  if (part !== "" && range === null) {
    const { report } = await import("./reports/report.js");
    return report(app, words, part);
  }
  const list = listOf(app, words, range);
  await list.load();
  return h(
    "div",
    { class: "screen" },
    h("h1", {}, words.title),
    h("p", {}, words.limits),
    await addReports(app, words, list.load),
    list.element,
  );
}
