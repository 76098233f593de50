/** Who is told of a change (Art. 19). */

import { h } from "../../dom.js";

/**
 * @param {typeof import("../../locales/en/rights.js").default} words
 * @param {{name: string, told: boolean}[]} recipients
 */
export function told(words, recipients) {
  return h(
    "div",
    { class: "told" },
    h("p", { class: "label" }, words.toldTitle),
    recipients.length === 0
      ? h("p", {}, words.nobodyTold)
      : h(
          "ul",
          {},
          ...recipients.map((each) => h("li", {}, each.told ? words.told(each.name) : words.notYetTold(each.name))),
        ),
  );
}
