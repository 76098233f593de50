/** Restricting, objecting and withdrawing consent (Art. 18, 21, 7(3)): what is in force, asking for it, lifting it. */

import { busy } from "../../components/busy.js";
import { ask } from "../../components/dialog.js";
import { showFailure } from "../../components/failure.js";
import { h, replace } from "../../dom.js";
import { told } from "./recipients.js";
import { restrictionForm } from "./restriction-form.js";

/** @typedef {typeof import("../../locales/en/restriction.js").default} Words */
/** @typedef {typeof import("../../locales/en/rights.js").default} Rights */

/**
 * @typedef {object} State RestrictionAnswer of the API.
 * @property {boolean} restricted
 * @property {string} [ground]
 * @property {string} [since]
 * @property {string | null} [until]
 * @property {string | null} [statement]
 * @property {string | null} [deleteBy]
 * @property {{name: string, told: boolean}[]} recipients
 */

const PATH = "me/restriction";

/**
 * @param {import("../../main.js").App} app
 * @param {object} listener
 * @param {(restricted: boolean) => unknown} listener.found Told what is in force, whenever that is known anew.
 * @param {() => unknown} listener.changed Called after each change, for what is kept is another then.
 * @returns {Promise<{element: HTMLElement, load: () => Promise<void>}>}
 */
export async function restriction(app, { found: tell, changed }) {
  const words = await app.words("restriction");
  const rights = await app.words("rights");
  const progress = h("div", {});
  const state = h("div", {});
  const result = h("div", { class: "result" });

  /**
   * @param {string} sentence
   * @param {() => Promise<State>} call
   * @param {() => unknown} again
   */
  const wait = async (sentence, call, again) => {
    const waiting = busy(progress, sentence);
    try {
      const answer = await call();
      waiting.end();
      return answer;
    } catch (error) {
      await showFailure(app, progress, error, again);
      return null;
    }
  };

  const load = async () => {
    const found = await wait(words.loading, () => app.api.json("GET", PATH, { signal: app.signal }), load);
    if (found !== null) show(found);
  };

  /** @param {object} body */
  const restrict = async (body) => {
    const call = () => app.api.json("PUT", PATH, { body, signal: app.signal });
    done(await wait(words.sending, call, () => restrict(body)), words.nowRestricted);
  };

  const lift = async () => {
    const call = () => app.api.json("DELETE", PATH, { signal: app.signal });
    done(await wait(words.lifting, call, lift), words.nowLifted);
  };

  /**
   * @param {State | null} answer
   * @param {string} sentence
   */
  const done = (answer, sentence) => {
    if (answer === null) return;
    const heading = show(answer);
    replace(result, h("p", {}, sentence), told(rights, answer.recipients));
    app.announce(sentence);
    heading.focus();
    changed();
  };

  /** @param {State} found */
  const show = (found) => {
    tell(found.restricted);
    replace(result);
    const place = h("div", {});
    const open = h(
      "button",
      {
        type: "button",
        class: "quiet",
        onclick: () => {
          open.hidden = true;
          const form = restrictionForm({
            words,
            rights,
            found,
            send: restrict,
            cancel: () => {
              replace(place);
              open.hidden = false;
              open.focus();
            },
          });
          replace(place, form);
          form.querySelector("input")?.focus();
        },
      },
      found.restricted ? words.change : words.start,
    );
    const { heading, parts } = found.restricted ? inForce(app, words, rights, found) : free(words);
    const lifting = h("button", { type: "button", onclick: () => question(found) }, words.lift);
    replace(state, heading, ...parts, h("div", { class: "actions" }, found.restricted && lifting, open), place);
    state.className = found.restricted ? "card attention" : "card";
    return heading;
  };

  /** @param {State} found */
  const question = async (found) => {
    const text = found.ground === "consent" ? words.liftConsent : words.liftWhat;
    if (await ask({ title: words.liftQuestion, content: [h("p", {}, text)], yes: words.lift, no: words.keep }))
      await lift();
  };

  const element = h("section", {}, h("h2", { tabindex: -1 }, words.title), progress, state, result);
  return { element, load };
}

/** @param {Words} words */
function free(words) {
  return { heading: h("h3", { tabindex: -1 }, words.free), parts: [] };
}

/**
 * @param {import("../../main.js").App} app
 * @param {Words} words
 * @param {Rights} rights
 * @param {State} found
 */
function inForce(app, words, rights, found) {
  const ground = rights.grounds[found.ground ?? ""] ?? { title: found.ground ?? "", what: "", ends: "" };
  const until = found.until ? app.format.date(found.until) : "";
  const byItself = found.deleteBy && !found.until ? words.endsByItself(app.format.day(found.deleteBy)) : "";
  /** @type {[string, string][]} */
  const rows = [
    [words.ground, ground.title],
    [words.effect, ground.what],
    [words.since, found.since ? app.format.time(found.since) : ""],
    [words.until, until],
    [words.ends, `${ground.ends} ${byItself}`.trim()],
    [words.statement, found.statement ?? ""],
  ];
  return {
    heading: h("h3", { tabindex: -1 }, found.ground === "consent" ? words.withdrawn : words.restricted),
    parts: [
      h("dl", {}, ...rows.flatMap(([title, text]) => (text === "" ? [] : [h("dt", {}, title), h("dd", {}, text)]))),
    ],
  };
}
