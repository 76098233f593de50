/** What is stored, word for word, as the service names it. */

import { h } from "../../dom.js";

/**
 * @param {Record<string, unknown>} data
 * @param {import("./describe.js").Words} words
 */
export function facts(data, words) {
  return h(
    "dl",
    { class: "facts" },
    ...Object.entries(data).flatMap(([name, value]) => [
      h("dt", {}, h("code", {}, name)),
      h(
        "dd",
        {},
        typeof value === "object" && value !== null ? structure(value, words.details.part(name)) : String(value ?? "-"),
      ),
    ]),
  );
}

/**
 * What has parts of its own: long ones scroll, also by keyboard.
 * @param {object} value
 * @param {string} label
 */
function structure(value, label) {
  return h("pre", { tabindex: 0, role: "region", "aria-label": label }, JSON.stringify(value, null, 1));
}
