/** Erasing what is kept about a person (Art. 17): what goes and what stays first, then a tick and a press, then what came of it. */

import { busy } from "../../components/busy.js";
import { ask } from "../../components/dialog.js";
import { showFailure } from "../../components/failure.js";
import { h, replace } from "../../dom.js";
import { told } from "./recipients.js";

/** @typedef {typeof import("../../locales/en/rights.js").default} Rights */

/**
 * @param {import("../../main.js").App} app
 * @param {string} path "me/data", or "subjects/<oid>/data" for an officer.
 * @param {object} options
 * @param {boolean} options.own Whether it speaks to the person, or about them.
 * @param {() => unknown} options.after Called once it is done, to show what is left.
 */
export async function eraseData(app, path, { own, after }) {
  const rights = await app.words("rights");
  const said = own ? rights.erase.own : rights.erase.other;
  const result = h("div", {});
  const button = h("button", { type: "button", class: "danger", onclick: () => question() }, said.start);

  const question = async () => {
    const content = [
      h("h3", {}, rights.goesTitle),
      h("p", {}, said.goes),
      h("h3", {}, rights.staysTitle),
      h("ul", {}, ...said.stays.map((each) => h("li", {}, each))),
      h("p", {}, said.after),
    ];
    if (await ask({ title: said.question, content, tick: said.tick, yes: said.yes, no: said.no })) await erase();
  };

  const erase = async () => {
    button.disabled = true;
    const waiting = busy(result, rights.erasing);
    try {
      const answer = await app.api.json("DELETE", path, { signal: app.signal });
      waiting.end();
      const heading = h("h3", { tabindex: -1 }, answer.stays.length > 0 ? rights.erasedInPart : rights.erased);
      replace(result, h("section", { class: "card" }, heading, ...outcome(app, rights, answer)));
      app.announce(heading.textContent ?? "");
      heading.focus();
      after();
    } catch (error) {
      await showFailure(app, result, error, erase);
    } finally {
      button.disabled = false;
    }
  };

  return h("section", {}, h("h2", { tabindex: -1 }, said.title), h("p", {}, said.what), h("p", {}, button), result);
}

/**
 * @param {import("../../main.js").App} app
 * @param {Rights} rights
 * @param {any} answer ErasureAnswer of the API.
 */
function outcome(app, rights, answer) {
  const named = (/** @type {string} */ family) => rights.families[family] ?? family;
  const went = [
    ...answer.erased.map((/** @type {{family: string, rows: number}} */ { family, rows }) =>
      rights.count(app.format.number(rows), named(family)),
    ),
    ...(answer.mentionsErased > 0 ? [rights.count(app.format.number(answer.mentionsErased), named("mentions"))] : []),
  ];
  const stays = answer.stays.map(
    (/** @type {{family: string, ground: string, until: string}} */ { family, ground, until }) =>
      rights.kept(named(family), rights.holdGrounds[ground] ?? ground, app.format.day(until)),
  );
  return [
    part(rights.went, went.length > 0 ? went : [rights.nothingWent]),
    part(rights.staysTitle, [...stays, rights.alwaysStays]),
    told(rights, answer.recipients),
    part(
      rights.notesTitle,
      answer.notes.map((/** @type {string} */ note) => rights.said[note] ?? note),
    ),
  ];
}

/**
 * @param {string} title
 * @param {string[]} lines
 */
function part(title, lines) {
  return h("div", {}, h("p", { class: "label" }, title), h("ul", {}, ...lines.map((line) => h("li", {}, line))));
}
