/** Connect: what will be sent and the notice first, then the way into the contact centre. */

import { busy } from "../components/busy.js";
import { showFailure } from "../components/failure.js";
import { h, replace } from "../dom.js";

/** @typedef {typeof import("../locales/en/connect.js").default} Words */

/** @type {import("../main.js").Screen} */
export default async function connect(app) {
  const words = await app.words("connect");
  const result = h("div", { "aria-live": "polite" });
  const button = h("button", { type: "button", onclick: () => forward() }, words.connect);

  /** @param {{noticeSeen?: string}} [body] */
  const forward = async (body = {}) => {
    button.disabled = true;
    const waiting = busy(result, words.connecting);
    try {
      const answer = await app.api.json("POST", "identity/forward", { body, signal: app.signal });
      waiting.end();
      replace(button, words.again);
      replace(result, ...connected(app, words, answer, () => forward({ noticeSeen: answer.notice.version })));
    } catch (error) {
      await showFailure(app, result, error, () => forward(body));
    } finally {
      button.disabled = false;
    }
  };

  return h(
    "div",
    { class: "screen" },
    h("h1", {}, words.title),
    h("p", {}, words.what),
    h("p", {}, words.before, " ", noticeLink(app, words), "."),
    h("p", {}, button),
    result,
  );
}

/**
 * @param {import("../main.js").App} app
 * @param {Words} words
 * @param {any} answer ForwardAnswer of the API.
 * @param {() => void} seen
 */
function connected(app, words, answer, seen) {
  const { contactCenter, notice } = answer;
  return [
    notice.changed &&
      h(
        "section",
        { class: "card attention" },
        h("h2", {}, words.changed),
        h("p", {}, words.version(app.format.date(notice.version)), " ", noticeLink(app, words), "."),
        h("button", { type: "button", class: "quiet", onclick: seen }, words.seen),
      ),
    h(
      "section",
      { class: "card" },
      h("h2", {}, contactCenter.name),
      h(
        "dl",
        {},
        h("dt", {}, words.username),
        h("dd", {}, answer.username),
        h("dt", {}, words.domain),
        h("dd", {}, answer.domain),
        h("dt", {}, words.validUntil),
        h("dd", {}, app.format.time(contactCenter.expiresAt)),
      ),
      h(
        "p",
        {},
        h(
          "a",
          { class: "button", href: contactCenter.launchUrl, target: "_blank", rel: "noopener noreferrer" },
          words.open,
        ),
      ),
    ),
  ];
}

/**
 * @param {import("../main.js").App} app
 * @param {Words} words
 */
function noticeLink(app, words) {
  return h("a", { href: `/api/notice?language=${app.language}`, target: "_blank", rel: "noopener" }, words.notice);
}
