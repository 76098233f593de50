/** The active holds of the organisation: what each keeps, on which ground and until when; confirmed and released. */

import { busy } from "../../components/busy.js";
import { ask } from "../../components/dialog.js";
import { showFailure } from "../../components/failure.js";
import { h, replace } from "../../dom.js";
import { earlier, familiesIn, named, today } from "./names.js";
import { usernameOf } from "./subjects.js";

/**
 * HoldAnswer of the API.
 * @typedef {object} Hold
 * @property {string} id
 * @property {string} ground
 * @property {string | null} subject
 * @property {string[]} families
 * @property {string} endsOn
 * @property {string} reviewOn
 * @property {string} note
 * @property {string} placedAt
 * @property {boolean} confirmed
 */

/** How far away a review is that has to be set because the one that was set is over. */
const REVIEW_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Those that are in force.
 * @param {import("../../main.js").App} app
 * @returns {Promise<Hold[]>}
 */
export async function activeHolds(app) {
  return (await app.api.json("GET", "holds", { signal: app.signal })).holds;
}

/** @type {import("../officers.js").Area} */
export async function holds(app, words) {
  const said = words.holds;
  const heading = h("h1", {}, said.title);
  const result = h("div");
  const failed = h("div");

  const load = async () => {
    busy(result, words.hold.loading);
    try {
      const active = await activeHolds(app);
      replace(result, active.length === 0 ? h("p", {}, said.none) : listed(active));
    } catch (error) {
      await showFailure(app, result, error, load);
    }
  };
  /** @param {Hold[]} active */
  const listed = (active) =>
    h(
      "ul",
      { class: "holds", "aria-label": said.caption },
      ...active.map((hold) => h("li", { class: "card" }, ...card(hold))),
    );
  /** @param {Hold} hold */
  const card = (hold) => {
    const fact = (/** @type {string} */ name, /** @type {...(Node | string | false)} */ ...value) => [
      h("dt", {}, name),
      h("dd", {}, ...value),
    ];
    const isLate = hold.reviewOn < today();
    return [
      h("h2", {}, named(words.holdGrounds, hold.ground)),
      !hold.confirmed && h("p", {}, h("strong", { class: "flag" }, said.awaiting)),
      h(
        "dl",
        {},
        ...fact(said.scope, scope(hold)),
        ...fact(said.families, familiesIn(words, hold.families)),
        ...fact(said.endsOn, app.format.date(hold.endsOn)),
        ...fact(
          said.reviewOn,
          app.format.date(hold.reviewOn),
          isLate && " ",
          isLate && h("strong", { class: "flag" }, said.reviewDue),
        ),
        ...(hold.note ? fact(said.note, hold.note) : []),
        ...fact(said.placedAt, app.format.time(hold.placedAt)),
        ...fact(said.id, h("code", {}, hold.id)),
      ),
      actions(hold),
    ];
  };
  /** @param {Hold} hold */
  const scope = ({ subject }) =>
    subject === null
      ? said.everybody
      : h("a", { href: `#officers/people/${subject}` }, usernameOf(subject) ?? said.person);
  /** @param {Hold} hold */
  const actions = (hold) =>
    h(
      "div",
      { class: "actions" },
      !hold.confirmed && button(said.confirm, hold, "", () => confirm(hold)),
      h(
        "a",
        {
          class: "button quiet",
          href: `#officers/change/${encodeURIComponent(hold.id)}`,
          "aria-label": said.of(said.change, hold.id),
        },
        said.change,
      ),
      button(said.release, hold, "quiet", () => release(hold)),
    );
  /** @param {string} text @param {Hold} hold @param {string} kind @param {() => unknown} act */
  const button = (text, hold, kind, act) =>
    h(
      "button",
      { type: "button", class: kind || null, "aria-label": said.of(text, hold.id), onclick: () => act() },
      text,
    );

  /** @param {Hold} hold */
  const confirm = async (hold) => {
    const soon = new Date(Date.now() + REVIEW_MS).toISOString().slice(0, 10);
    const reviewOn = hold.reviewOn < today() ? earlier(soon, hold.endsOn) : hold.reviewOn;
    const isSure = await ask({
      title: said.confirmTitle,
      content: [
        h(
          "p",
          {},
          said.confirmText(familiesIn(words, hold.families), app.format.date(hold.endsOn), app.format.date(reviewOn)),
        ),
      ],
      yes: said.confirm,
      no: said.no,
    });
    if (!isSure) return;
    const { ground, subject, families, endsOn, note } = hold;
    const body = { ground, subject, families, endsOn, reviewOn, note };
    await carryOut("PUT", hold, said.confirmedNow, body);
  };
  /** @param {Hold} hold */
  const release = async (hold) => {
    const isSure = await ask({
      title: said.releaseTitle(hold.id),
      content: [h("p", {}, said.releaseText(familiesIn(words, hold.families))), h("p", {}, said.releaseDeferred)],
      yes: said.release,
      no: said.no,
    });
    if (isSure) await carryOut("DELETE", hold, said.released);
  };
  /**
   * @param {string} method
   * @param {Hold} hold
   * @param {string} done
   * @param {unknown} [body]
   */
  const carryOut = async (method, hold, done, body) => {
    replace(failed);
    try {
      await app.api.json(method, `holds/${encodeURIComponent(hold.id)}`, { body, signal: app.signal });
      app.announce(done);
      // What was pressed is gone with its row, or has changed.
      heading.focus();
      await load();
    } catch (error) {
      await showFailure(app, failed, error, () => carryOut(method, hold, done, body));
    }
  };

  void load();
  return h(
    "div",
    { class: "screen" },
    heading,
    h("p", {}, said.what),
    h("p", {}, h("a", { class: "button", href: "#officers/place" }, said.place)),
    failed,
    result,
  );
}
