/** A failure as a person meets it: what happened, what to do, and the retry that makes sense. */

import { NoAnswer, Refused } from "../api.js";
import { h, replace } from "../dom.js";
import { SignInFailed } from "../teams.js";

/** @typedef {typeof import("../locales/en/problems.js").default} Words */
/** @typedef {{title: string, text: string, go?: string}} Explained */

/**
 * @param {import("../main.js").App} app
 * @param {unknown} error
 * @param {() => unknown} [retry] What "try again" does; without it nothing is offered.
 * @returns {Promise<HTMLElement>}
 */
export async function failure(app, error, retry) {
  const words = await app.words("problems");
  const { explained, offer } = explain(words, error);
  const box = h(
    "section",
    { class: "failure", role: "alert" },
    h("h1", {}, explained.title),
    h("p", {}, explained.text),
  );
  if (error instanceof Refused && Array.isArray(error.problem.errors)) box.append(places(words, error.problem.errors));
  if (explained.go) box.append(h("p", {}, h("a", { href: explained.go }, words.open[explained.go] ?? explained.go)));
  if (offer === "permissions") {
    const { permissions } = await import("./permissions.js");
    const { problem } = /** @type {Refused} */ (error);
    box.append(...permissions(app, await app.words("consent"), problem, retry));
  } else if (offer === "reload") {
    box.append(button(words.reload, () => location.reload()));
  } else if (offer !== null && retry) {
    box.append(retryButton(app, words, offer, error, retry));
  }
  if (error instanceof Refused && error.correlationId) {
    box.append(h("p", { class: "fine" }, words.correlation, " ", h("code", {}, error.correlationId)));
  }
  return box;
}

/**
 * The same inside a screen, where a heading of its own would be one too many: it replaces what `place` holds.
 * @param {import("../main.js").App} app
 * @param {HTMLElement} place
 * @param {unknown} error
 * @param {() => unknown} [retry]
 */
export async function showFailure(app, place, error, retry) {
  if (app.signal.aborted) return;
  const again = () => {
    // The button goes with the failure: what had the focus must not leave it nowhere.
    place.setAttribute("tabindex", "-1");
    place.focus();
    return retry?.();
  };
  const box = await failure(app, error, retry && again);
  const heading = box.querySelector("h1");
  heading?.replaceWith(h("h2", {}, heading.textContent));
  replace(place, box);
  place.scrollIntoView({ block: "nearest" });
}

/**
 * @param {Words} words
 * @param {unknown} error
 * @returns {{explained: Explained, offer: "again" | "consent" | "permissions" | "reload" | null}}
 */
function explain(words, error) {
  // Also a screen's module does not come without a network.
  if (!navigator.onLine && !(error instanceof Refused)) return { explained: words.offline, offer: "again" };
  if (error instanceof NoAnswer) return { explained: words.slow, offer: "again" };
  if (error instanceof SignInFailed) {
    return { explained: words.signIn[error.reason], offer: error.reason === "consent" ? "consent" : "again" };
  }
  if (error instanceof Refused) {
    const known = /** @type {Record<string, Explained>} */ (words.codes)[error.code];
    if (error.status === 401) {
      const more = error.code === "claims_required" ? known : undefined;
      return { explained: more ?? words.expired, offer: "reload" };
    }
    if (error.code === "consent_required" && known) return { explained: known, offer: "permissions" };
    // One code, two meanings: the contact centre does not know the person (404), or has not been asked yet (403).
    if (error.status === 403 && error.code === "not_matched") return { explained: words.notConnected, offer: null };
    if (error.status === 429) return { explained: words.busy, offer: "again" };
    if (error.status >= 500) return { explained: known ?? words.broken, offer: "again" };
    return { explained: known ?? { title: words.refused, text: words.refusedText }, offer: null };
  }
  // A module that did not come: a new version has been deployed since the page was opened.
  return { explained: words.changed, offer: "reload" };
}

/**
 * @param {import("../main.js").App} app
 * @param {Words} words
 * @param {"again" | "consent"} offer
 * @param {unknown} error
 * @param {() => unknown} retry
 */
function retryButton(app, words, offer, error, retry) {
  const label = offer === "consent" ? words.allow : words.again;
  const made = button(label, retry);
  let left = error instanceof Refused ? Math.min(error.retryAfter ?? 0, 300) : 0;
  const tick = () => {
    made.disabled = left > 0;
    replace(made, left > 0 ? words.wait(left) : label);
    if (left > 0 && !app.signal.aborted) {
      left -= 1;
      setTimeout(tick, 1000);
    }
  };
  tick();
  return made;
}

/**
 * @param {string} label
 * @param {() => unknown} act
 */
function button(label, act) {
  return h("button", { type: "button", onclick: () => act() }, label);
}

/**
 * @param {Words} words
 * @param {{pointer: string, code: string}[]} errors
 */
function places(words, errors) {
  const shown = errors.slice(0, 10);
  return h(
    "ul",
    { class: "places" },
    ...shown.map((each) => h("li", {}, h("code", {}, each.pointer || "/"), ` ${words.places[each.code] ?? each.code}`)),
    errors.length > shown.length && h("li", {}, words.more(errors.length - shown.length)),
  );
}
