/** What became of the reports of an import: stored, there already, or refused, and what was left out. */

import { Refused } from "../../api.js";
import { h, replace } from "../../dom.js";
import { minimisedOf, refusal } from "./upload.js";

/** @typedef {import("./add.js").ImportWords} ImportWords */
/** @typedef {"stored" | "already_there" | "refused"} Status */

/**
 * One report of an answer; what does not apply is not there.
 * @typedef {object} Result
 * @property {string} reportId
 * @property {Status} status
 * @property {string} [id]
 * @property {string} [topic]
 * @property {string} [endedAt]
 * @property {{guests: number, dialIn: number}} [minimised]
 * @property {string} [code]
 */

/** @typedef {{engagement: number, freeText: number}} Dropped */
/** @typedef {{results: Result[], dropped: Dropped, left: string[]}} Answer */

/**
 * The answers of one import, which may take several.
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {ImportWords} said
 */
export function importedList(app, words, said) {
  const list = h("ul", { class: "uploads", "aria-label": said.results });
  const dropped = h("p");
  /** @type {Map<string, {status: Status, item: HTMLElement}>} By report: a further answer may name it again. */
  let known = new Map();
  let sums = { engagement: 0, freeText: 0 };

  const clear = () => {
    known = new Map();
    sums = { engagement: 0, freeText: 0 };
    replace(list);
    replace(dropped);
  };

  /** @param {Answer} answer */
  const add = async (answer) => {
    for (const result of answer.results) {
      const before = known.get(result.reportId);
      // What this import has stored is "there already" to its next call. What was refused may have gone well since.
      if (before && before.status !== "refused") continue;
      const title = result.topic ?? said.untitled;
      const when = result.endedAt ? ` ${said.ended(app.format.time(result.endedAt))}` : "";
      const item = h("li", {}, h("strong", {}, title), when, await outcome(app, words, said, result));
      known.set(result.reportId, { status: result.status, item });
      if (before) before.item.replaceWith(item);
      else list.append(item);
    }
    sums.engagement += answer.dropped.engagement;
    sums.freeText += answer.dropped.freeText;
    replace(dropped, ...leftOut(said, sums));
  };

  /** @param {Status} status */
  const count = (status) => [...known.values()].filter((each) => each.status === status).length;
  return { elements: [list, dropped], clear, add, count, total: () => known.size };
}

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {ImportWords} said
 * @param {Result} result
 */
async function outcome(app, words, said, { status, id, minimised, code = "" }) {
  if (status === "refused") return refusal(app, new Refused(422, { code }, null));
  const sentences = status === "stored" ? [words.add.stored, ...minimisedOf(words, minimised)] : [said.there];
  return h(
    "div",
    {},
    h("span", {}, sentences.join(" "), " "),
    id !== undefined && h("a", { href: `#reports/${id}` }, words.add.open),
  );
}

/**
 * @param {ImportWords} said
 * @param {Dropped} sums
 */
function leftOut(said, { engagement, freeText }) {
  const parts = [engagement > 0 && said.engagement(engagement), freeText > 0 && said.freeText(freeText)].filter(
    (part) => part !== false,
  );
  return parts.length > 0 ? [said.dropped(parts.join(said.and))] : [];
}
