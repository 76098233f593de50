/** The form for a restriction: one of five grounds, an end where the ground has one, and what the person says. */

import { h } from "../../dom.js";

/** @typedef {typeof import("../../locales/en/restriction.js").default} Words */
/** @typedef {typeof import("../../locales/en/rights.js").default} Rights */

const TIMED = new Set(["unlawful", "claims"]);
const MAX_LETTERS = 4000;

/**
 * @param {object} options
 * @param {Words} options.words
 * @param {Rights} options.rights
 * @param {import("./restriction.js").State} options.found What is in force.
 * @param {(body: object) => unknown} options.send
 * @param {() => void} options.cancel
 */
export function restrictionForm({ words, rights, found, send, cancel }) {
  const [today, latest] = days(new Date());
  const until = h("input", {
    type: "date",
    min: today,
    max: latest,
    value: found.until ?? null,
    disabled: true,
    required: true,
  });
  const ending = h("label", { class: "field", hidden: true }, words.untilLabel, until);
  const statement = h("textarea", { rows: 3, maxlength: MAX_LETTERS });
  statement.value = found.statement ?? "";

  /** @param {string} ground */
  const choose = (ground) => {
    ending.hidden = !TIMED.has(ground);
    until.disabled = !TIMED.has(ground);
  };

  const choices = Object.entries(rights.grounds)
    .filter(([ground]) => !found.restricted || (ground === "consent") === (found.ground === "consent"))
    .map(([ground, { title, what, ends }]) =>
      h(
        "div",
        { class: "choice" },
        h(
          "label",
          {},
          h("input", {
            type: "radio",
            name: "ground",
            value: ground,
            required: true,
            checked: ground === found.ground,
            "aria-describedby": `ground-${ground}`,
            onchange: () => choose(ground),
          }),
          title,
        ),
        h("p", { class: "fine", id: `ground-${ground}` }, what, " ", ends),
      ),
    );
  if (found.restricted) choose(found.ground ?? "");

  const form = h(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        const ground = String(new FormData(form).get("ground"));
        void send({
          ground,
          ...(TIMED.has(ground) && { until: until.value }),
          ...(statement.value.trim() && { statement: statement.value.trim() }),
        });
      },
    },
    h("fieldset", {}, h("legend", {}, words.form), ...choices),
    found.restricted && h("p", { class: "fine" }, words.liftFirst),
    ending,
    h("label", { class: "field" }, words.statementLabel, statement),
    h(
      "div",
      { class: "actions" },
      h("button", { type: "submit" }, words.send),
      h("button", { type: "button", class: "quiet", onclick: cancel }, words.cancel),
    ),
  );
  return form;
}

/**
 * Today and the same day a year later, in UTC as the service counts; 29 February becomes the 28th.
 * @param {Date} now
 */
function days(now) {
  const year = now.getUTCFullYear() + 1;
  const last = new Date(Date.UTC(year, now.getUTCMonth() + 1, 0)).getUTCDate();
  const then = new Date(Date.UTC(year, now.getUTCMonth(), Math.min(now.getUTCDate(), last)));
  return /** @type {const} */ ([now.toISOString().slice(0, 10), then.toISOString().slice(0, 10)]);
}
