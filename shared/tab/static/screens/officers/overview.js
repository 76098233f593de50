/** What there is for officers, and the record of processing activities to take along. */

import { busy } from "../../components/busy.js";
import { showFailure } from "../../components/failure.js";
import { save } from "../../components/save.js";
import { h } from "../../dom.js";

/** @typedef {import("./names.js").Words} Words */

/**
 * @param {import("../../main.js").App} app
 * @param {Words} words
 * @param {("people" | "holds" | "retention")[]} areas Those for this person.
 */
export function overview(app, words, areas) {
  return h(
    "div",
    { class: "screen" },
    h("h1", {}, words.title),
    h("p", {}, areas.includes("people") ? words.what : words.whatOperator),
    ...areas.map((area) =>
      h(
        "section",
        { class: "card" },
        h("h2", {}, h("a", { href: `#officers/${area}` }, words.areas[area].title)),
        h("p", {}, words.areas[area].text),
      ),
    ),
    register(app, words),
  );
}

/**
 * @param {import("../../main.js").App} app
 * @param {Words} words
 */
function register(app, words) {
  const result = h("div");
  const button = h("button", { type: "button", class: "quiet", onclick: () => fetchIt() }, words.register.save);
  const fetchIt = async () => {
    button.disabled = true;
    const waiting = busy(result, words.register.saving);
    try {
      const answer = await app.api.call("GET", "register", { signal: app.signal });
      save(await answer.blob(), "record-of-processing.json");
      waiting.end();
      app.announce(words.register.saved);
    } catch (error) {
      await showFailure(app, result, error, fetchIt);
    } finally {
      button.disabled = false;
      button.focus();
    }
  };
  return h(
    "section",
    { class: "card" },
    h("h2", {}, words.register.title),
    h("p", {}, words.register.text),
    h("p", {}, button),
    result,
  );
}
