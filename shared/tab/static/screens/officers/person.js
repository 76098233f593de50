/** One person: what is held about them, and their rights as an officer carries them out on their behalf. */

import { busy } from "../../components/busy.js";
import { ask } from "../../components/dialog.js";
import { showFailure } from "../../components/failure.js";
import { h, replace } from "../../dom.js";
import { eraseData } from "../data/erase.js";
import { heldData } from "../data/held.js";
import { told } from "../data/recipients.js";
import { named } from "./names.js";
import { remember, usernameOf } from "./subjects.js";

/** @typedef {import("../data/held.js").Item} Item */

/** @type {import("../officers.js").Area} */
export async function person(app, words, oid) {
  const said = words.person;
  const path = `subjects/${encodeURIComponent(oid)}`;
  const rights = await app.words("rights");
  const heading = h("h1", {}, usernameOf(oid) ?? words.people.unnamed);
  const restriction = h("div");
  const binding = h("div");
  const decided = h("div");
  const held = await heldData(app, `${path}/data`, { own: false, after: (whole) => show(whole.items) });
  const erase = await eraseData(app, `${path}/data`, { own: false, after: () => held.load() });
  // Of a person who is not known here there is nothing to decide.
  const acts = h(
    "div",
    { hidden: true },
    h("p", {}, said.recorded),
    h("p", { class: "fine" }, `${words.people.id}: `, h("code", {}, oid)),
    h("p", {}, h("a", { class: "button quiet", href: `#officers/place/${oid}` }, said.hold)),
    h("section", { class: "card" }, h("h2", {}, said.restriction), decided, restriction),
    h("section", { class: "card" }, h("h2", {}, said.binding), binding),
  );
  erase.hidden = true;

  /** @param {Item[]} items */
  const show = (items) => {
    const profile = items.find(({ family }) => family === "profiles")?.data;
    if (profile?.username) {
      remember([{ oid, username: profile.username }]);
      replace(heading, profile.username);
    }
    replace(restriction, ...shownRestriction(items.find(({ family }) => family === "restrictions")?.data));
    replace(binding, ...shownBinding(profile?.boundAt?.length > 0));
    acts.hidden = false;
    erase.hidden = false;
  };
  /** @param {Record<string, any> | undefined} facts */
  const shownRestriction = (facts) => {
    if (facts === undefined) return [h("p", {}, said.restrictionNone)];
    const { ground, since, until, statement } = facts;
    const fact = (/** @type {string} */ name, /** @type {string} */ value) => [h("dt", {}, name), h("dd", {}, value)];
    return [
      h(
        "dl",
        {},
        ...fact(said.ground, named(said.grounds, ground)),
        ...fact(said.since, app.format.time(since)),
        ...(until ? fact(said.until, app.format.date(until)) : []),
        ...(statement ? fact(said.statement, statement) : []),
      ),
      ...(ground === "consent" ? [h("p", {}, said.onlyPerson)] : action(said.decide, "", decide)),
    ];
  };
  /** @param {boolean} isBound */
  const shownBinding = (isBound) =>
    isBound
      ? [h("p", {}, said.bindingText), ...action(said.release, "quiet", release)]
      : [h("p", {}, said.bindingNone)];

  /**
   * A button, and the place for what becomes of it.
   * @param {string} text
   * @param {string} kind
   * @param {(button: HTMLButtonElement, result: HTMLElement) => unknown} act
   */
  const action = (text, kind, act) => {
    const result = h("div");
    const button = h("button", { type: "button", class: kind || null, onclick: () => act(button, result) }, text);
    return [h("p", {}, button), result];
  };
  /** @param {HTMLButtonElement} button @param {HTMLElement} result */
  const decide = async (button, result) => {
    const isSure = await ask({
      title: said.decideTitle,
      content: [h("p", {}, said.decideText)],
      yes: said.decide,
      no: said.keep,
    });
    if (!isSure) return;
    await attempt(button, result, async () => {
      const answer = await app.api.json("DELETE", `${path}/restriction`, { signal: app.signal });
      replace(decided, h("p", {}, h("strong", {}, said.decided)), told(rights, answer.recipients));
      app.announce(said.decided);
    });
  };
  /** @param {HTMLButtonElement} button @param {HTMLElement} result */
  const release = async (button, result) => {
    const isSure = await ask({
      title: said.releaseTitle,
      content: [h("p", {}, said.releaseText)],
      yes: said.release,
      no: said.back,
    });
    if (!isSure) return;
    await attempt(button, result, async () => {
      await app.api.call("DELETE", `${path}/binding`, { signal: app.signal });
      app.announce(said.released);
    });
  };
  /**
   * One act; what is held has changed by it, and is read anew.
   * @param {HTMLButtonElement} button
   * @param {HTMLElement} result
   * @param {() => Promise<void>} act
   */
  const attempt = async (button, result, act) => {
    button.disabled = true;
    busy(result, words.people.working);
    try {
      await act();
      replace(result);
      heading.focus();
      await held.load();
    } catch (error) {
      await showFailure(app, result, error, () => attempt(button, result, act));
      button.disabled = false;
    }
  };

  void held.load();
  return h(
    "div",
    { class: "screen" },
    heading,
    h("p", {}, h("a", { href: "#officers/people" }, words.people.back)),
    acts,
    held.element,
    erase,
  );
}
