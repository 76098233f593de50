/** What a refusal `consent_required` asks for: the permissions in words, and the way to allow them. */

import { scopesOf } from "../consent.js";
import { h, replace } from "../dom.js";
import { PopUpFailed } from "../teams.js";

/** @typedef {typeof import("../locales/en/consent.js").default} Words */

/** Its administrators alone may allow this one, in every organisation. */
const ADMIN_ONLY = "VirtualEvent.Read";

/**
 * @param {import("../main.js").App} app
 * @param {Words} words
 * @param {Record<string, any>} problem
 * @param {() => unknown} [retry] What is done again once it is allowed; without it nothing is offered.
 * @returns {HTMLElement[]}
 */
export function permissions(app, words, problem, retry) {
  const scopes = scopesOf(problem);
  return [
    h("p", {}, words.asks),
    h("ul", {}, ...scopes.map((scope) => h("li", {}, h("code", {}, scope), ": ", words.permissions[scope] ?? ""))),
    ...(retry ? allow(app, words, problem, retry) : []),
    administrator(words, scopes, String(problem.consent?.clientId ?? "")),
  ];
}

/**
 * @param {import("../main.js").App} app
 * @param {Words} words
 * @param {Record<string, any>} problem
 * @param {() => unknown} retry
 */
function allow(app, words, problem, retry) {
  const told = h("p", { role: "status" }, words.opens);
  const button = h("button", { type: "button", "aria-describedby": "allow-told", onclick: () => ask() }, words.allow);
  told.id = "allow-told";
  const ask = async () => {
    // Not `disabled`: the focus would be lost while the window is open.
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    replace(told, words.waiting);
    try {
      await app.consent(problem);
    } catch (error) {
      replace(told, words.failed[error instanceof PopUpFailed ? error.reason : "failed"]);
      button.ariaDisabled = "false";
      return;
    }
    if (!app.signal.aborted) await retry();
  };
  return [h("p", {}, button), told];
}

/**
 * @param {Words} words
 * @param {string[]} scopes
 * @param {string} clientId
 */
function administrator(words, scopes, clientId) {
  const isNeeded = scopes.includes(ADMIN_ONLY);
  return h(
    "details",
    { open: isNeeded },
    h("summary", {}, words.administrator),
    h("p", {}, isNeeded ? words.administratorOnly : words.administratorMay),
    h("p", {}, words.administratorWhere, " ", h("code", {}, clientId)),
  );
}
