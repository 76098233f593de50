/** My data: what is kept about the person, and what they can do about it. It asks for no connection and no contract. */

import { busy } from "../components/busy.js";
import { showFailure } from "../components/failure.js";
import { h, replace } from "../dom.js";
import { eraseData } from "./data/erase.js";
import { saveEverything, savePortable } from "./data/export.js";
import { heldData } from "./data/held.js";
import { restriction } from "./data/restriction.js";

/** @typedef {typeof import("../locales/en/data.js").default} Words */
/** @typedef {import("./data/held.js").Held} Held */

const PATH = "me/data";
const EVERYTHING = "everything-about-me.json";

/** @type {import("../main.js").Screen} */
export default async function data(app) {
  const words = await app.words("data");
  const held = await heldData(app, PATH, { own: true });
  const notice = h("div", {});
  const restricting = await restriction(app, {
    found: (restricted) => replace(notice, restricted && attention(words, () => jump(restricting.element))),
    changed: held.load,
  });
  const after = () => Promise.all([held.load(), restricting.load()]);
  const erasing = await eraseData(app, PATH, { own: true, after });
  const taking = take(app, words, held);
  void after();
  return h(
    "div",
    { class: "screen" },
    h("h1", {}, words.title),
    h("p", {}, words.what),
    jumps(words, [
      [words.held, held.element],
      [words.takeTitle, taking],
      [words.restrictTitle, restricting.element],
      [words.eraseTitle, erasing],
    ]),
    notice,
    held.element,
    taking,
    restricting.element,
    erasing,
  );
}

/** @param {HTMLElement} section */
function jump(section) {
  section.querySelector("h2")?.focus();
  section.scrollIntoView();
}

/**
 * What somebody whose forward was refused comes here for.
 * @param {Words} words
 * @param {() => void} open
 */
function attention(words, open) {
  return h(
    "div",
    { class: "card attention" },
    h("p", {}, words.restricted),
    h("button", { type: "button", class: "quiet", onclick: open }, words.seeWhy),
  );
}

/**
 * The address belongs to the screens, so these move the focus themselves.
 * @param {Words} words
 * @param {[string, HTMLElement][]} sections
 */
function jumps(words, sections) {
  return h(
    "nav",
    { class: "jumps", "aria-label": words.jump },
    ...sections.map(([title, section]) =>
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          onclick: () => jump(section),
        },
        title,
      ),
    ),
  );
}

/**
 * @param {import("../main.js").App} app
 * @param {Words} words
 * @param {Held} held
 */
function take(app, words, held) {
  const result = h("div", {});

  /** @param {() => Promise<string | null>} make Saves a file and says its name; null when it could not, which it shows. */
  const hand = async (make) => {
    const waiting = busy(result, words.preparing);
    try {
      const name = await make();
      waiting.end();
      if (name !== null) app.announce(words.saved(name));
      if (name !== null) replace(result, h("p", {}, words.saved(name)));
    } catch (error) {
      await showFailure(app, result, error, () => hand(make));
    }
  };
  const everything = async () => {
    const whole = held.whole() ?? (await held.load());
    if (whole !== null) saveEverything(whole, EVERYTHING);
    return whole === null ? null : EVERYTHING;
  };
  /**
   * @param {string} text
   * @param {() => Promise<string | null>} make
   */
  const button = (text, make) => h("button", { type: "button", class: "quiet", onclick: () => hand(make) }, text);

  return h(
    "section",
    {},
    h("h2", { tabindex: -1 }, words.takeTitle),
    h("p", {}, words.takeWhat),
    h(
      "div",
      { class: "actions" },
      button(words.json, () => savePortable(app, "json")),
      button(words.csv, () => savePortable(app, "csv")),
    ),
    h("p", {}, words.everythingWhat),
    h("div", { class: "actions" }, button(words.everything, everything)),
    result,
  );
}
