/** On whose data a hold is: the whole organisation, or one person, who is found by username. */

import { h, replace } from "../../dom.js";
import { choice, field, group } from "./field.js";
import { find, usernameOf } from "./subjects.js";

/** @typedef {import("./names.js").Words} Words */

/**
 * @param {import("../../main.js").App} app
 * @param {Words} words
 * @param {string | null} start The id of the person who is chosen already.
 */
export function subjectField(app, words, start) {
  const said = words.hold;
  let oid = start;
  let isOnePerson = true;

  const chosen = h("p", { role: "status" }, start !== null && said.chosen(usernameOf(start) ?? said.withId(start)));
  const input = h("input", { id: "hold-username", type: "text", autocomplete: "off", spellcheck: "false" });
  const username = field(said.username, input, said.usernameHint);
  const search = h("button", { type: "button", class: "quiet", onclick: () => void look() }, said.find);
  const finder = h("div", {}, username.element, h("p", {}, search), chosen);

  const look = async () => {
    username.fault(null);
    whole.fault(null);
    oid = null;
    if (input.value.trim() === "") {
      replace(chosen);
      username.fault(said.faults.required);
      input.focus();
      return;
    }
    replace(chosen, said.finding);
    try {
      const found = await find(app, input.value.trim());
      oid = found?.oid ?? null;
      replace(chosen, found ? said.chosen(found.username) : said.nobody);
    } catch {
      replace(chosen, said.findFailed);
    }
  };
  // Enter in this field is about the person, not about the whole form.
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    void look();
  });
  const choose = (/** @type {boolean} */ onePerson) => () => {
    isOnePerson = onePerson;
    finder.hidden = !onePerson;
  };
  const whole = group("hold-subject", said.scope, [
    choice("radio", "scope", "person", said.person, isOnePerson, choose(true)),
    choice("radio", "scope", "everybody", said.everybody, !isOnePerson, choose(false)),
    finder,
  ]);
  return {
    // What can be wrong with it is that nobody has been found.
    field: { ...whole, focus: username.focus },
    /** The id of the person; null for the whole organisation, undefined when nobody has been found yet. */
    chosen: () => (isOnePerson ? (oid ?? undefined) : null),
  };
}
