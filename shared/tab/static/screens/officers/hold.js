/** Placing a hold, and changing one: the screens around the form, and what the service says of it. */

import { h, replace } from "../../dom.js";
import { holdForm } from "./hold-form.js";
import { activeHolds } from "./holds.js";
import { named } from "./names.js";

/** @typedef {import("./names.js").Words} Words */

/**
 * What `PUT holds/{holdId}` answers.
 * @typedef {import("./holds.js").Hold & {keeps: Kept[], alreadyGone: Gone[]}} Placed
 * @typedef {{family: string, from: string, until: string}} Kept
 * @typedef {{family: string, before: string} | {erasedUpTo: string}} Gone
 */

/**
 * On the person with this id, or on whom the officer says.
 * @type {import("../officers.js").Area}
 */
export async function place(app, words, oid) {
  const others = await activeHolds(app);
  return around(words, words.hold.place, (done) =>
    holdForm(app, words, { others, before: null, subject: oid || null }, (placed) =>
      done(words.hold.placed, answered(app, words, placed)),
    ),
  );
}

/**
 * The active hold of this name.
 * @type {import("../officers.js").Area}
 */
export async function change(app, words, id) {
  const others = await activeHolds(app);
  const before = others.find((hold) => hold.id === id);
  return around(words, words.hold.change(id), (done) =>
    before === undefined
      ? h("p", {}, words.hold.gone)
      : holdForm(app, words, { others, before, subject: before.subject }, (placed) =>
          done(words.hold.changed, answered(app, words, placed)),
        ),
  );
}

/**
 * @param {Words} words
 * @param {string} title
 * @param {(done: (title: string, answer: Node[]) => void) => HTMLElement} makeForm
 */
function around(words, title, makeForm) {
  const place = h("div");
  const done = (/** @type {string} */ said, /** @type {Node[]} */ answer) => {
    const heading = h("h2", { tabindex: "-1" }, said);
    replace(place, h("section", { class: "card" }, heading, ...answer));
    heading.focus();
  };
  replace(place, makeForm(done));
  return h(
    "div",
    { class: "screen" },
    h("h1", {}, title),
    h("p", {}, h("a", { href: "#officers/holds" }, words.hold.back)),
    place,
  );
}

/**
 * What a hold keeps from now on, and what it came too late for.
 * @param {import("../../main.js").App} app
 * @param {Words} words
 * @param {Placed} placed
 */
function answered(app, words, placed) {
  const said = words.hold;
  const kept = (/** @type {Kept} */ { family, from }) => {
    const name = named(words.families, family);
    return family === "profiles" ? said.keepsProfiles(name) : said.keeps(name, app.format.date(from));
  };
  const gone = (/** @type {Gone} */ each) =>
    "erasedUpTo" in each
      ? said.erased(app.format.time(each.erasedUpTo))
      : said.before(named(words.families, each.family), app.format.date(each.before));
  const listed = (/** @type {string[]} */ texts) => h("ul", {}, ...texts.map((text) => h("li", {}, text)));
  return [
    h("p", {}, said.inForce(placed.id, app.format.date(placed.endsOn))),
    placed.keeps.length > 0 ? listed(placed.keeps.map(kept)) : h("p", {}, said.keepsNothing),
    ...(placed.alreadyGone.length > 0 ? [h("p", {}, said.tooLate), listed(placed.alreadyGone.map(gone))] : []),
  ];
}
