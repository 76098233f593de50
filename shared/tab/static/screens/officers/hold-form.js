/** The form of a hold: what the service would refuse is said at its field, before anything is sent where that is known. */

import { Refused } from "../../api.js";
import { busy } from "../../components/busy.js";
import { showFailure } from "../../components/failure.js";
import { h, replace } from "../../dom.js";
import { choice, field, group } from "./field.js";
import { GROUNDS, isForThePerson, lastDay } from "./grounds.js";
import { earlier, named, today } from "./names.js";
import { subjectField } from "./subject.js";
import { usernameOf } from "./subjects.js";

/** @typedef {import("./names.js").Words} Words */
/** @typedef {import("./holds.js").Hold} Hold */
/** @typedef {{id: string, ground: string, subject: string | null | undefined, families: string[], endsOn: string, reviewOn: string, note: string}} Wish */
/** @typedef {{at: string, code: string}} Fault */

const HOLD_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const FAMILIES = /** @type {const} */ (["activity", "meetings", "reports", "profiles"]);
const LONGEST_NOTE = 4000;

/**
 * @param {import("../../main.js").App} app
 * @param {Words} words
 * @param {object} start
 * @param {Hold[]} start.others Every active hold: a name is given once.
 * @param {Hold | null} start.before The hold to be changed, whose name and scope stay; null for a new one.
 * @param {string | null} start.subject The person whom a new one is on, when that is known.
 * @param {(placed: import("./hold.js").Placed) => void} done
 */
export function holdForm(app, words, { others, before, subject }, done) {
  const said = words.hold;
  const id = h("input", { id: "hold-id", type: "text", autocomplete: "off", spellcheck: "false", value: suggestion() });
  const ground = h("select", { id: "hold-ground", onchange: () => limit() }, ...options(words, before));
  const endsOn = h("input", {
    id: "hold-ends",
    type: "date",
    min: today(),
    value: before?.endsOn,
    onchange: () => limit(),
  });
  const reviewOn = h("input", { id: "hold-review", type: "date", min: today(), value: before?.reviewOn });
  const note = h("textarea", { id: "hold-note", rows: 3, maxlength: LONGEST_NOTE }, before?.note);
  const families = FAMILIES.map((family) =>
    choice(
      "checkbox",
      "families",
      family,
      `${words.families[family]}: ${words.familyHints[family]}`,
      before === null || before.families.includes(family),
    ),
  );
  const picker = before === null ? subjectField(app, words, subject) : null;

  /** @type {Record<string, import("./field.js").Field>} */
  const fields = {
    ...(picker && { id: field(said.id, id, said.idHint), subject: picker.field }),
    ground: field(said.ground, ground),
    families: group("hold-families", said.families, families),
    endsOn: field(said.endsOn, endsOn, said.endsHintNone),
    reviewOn: field(said.reviewOn, reviewOn, said.reviewHint),
    note: field(said.note, note, said.noteHint),
  };
  const result = h("div");
  const button = h("button", {}, before === null ? said.send : said.sendChange);

  /** What the ground and the end allow is said, and offered by the browser's own choice of days. */
  const limit = () => {
    const latest = lastDay(ground.value, before?.ground === ground.value ? before.placedAt.slice(0, 10) : today());
    endsOn.max = latest ?? "";
    reviewOn.max = earlier(endsOn.value || "9999-12-31", latest ?? "9999-12-31");
    fields.endsOn?.hint(latest ? said.endsHint(app.format.date(latest)) : said.endsHintNone);
  };
  /** @returns {Wish} */
  const wish = () => ({
    id: before?.id ?? id.value.trim(),
    ground: ground.value,
    subject: picker ? picker.chosen() : subject,
    families: FAMILIES.filter((_, position) => families[position]?.querySelector("input")?.checked),
    endsOn: endsOn.value,
    reviewOn: reviewOn.value,
    note: note.value.trim(),
  });
  const send = async () => {
    const { id: name, ...body } = wish();
    const isTaken = before === null && others.some((other) => other.id === name);
    if (show(faultsIn({ id: name, ...body }, endsOn.max, isTaken))) return;
    button.disabled = true;
    busy(result, said.sending);
    try {
      done(await app.api.json("PUT", `holds/${encodeURIComponent(name)}`, { body, signal: app.signal }));
    } catch (error) {
      button.disabled = false;
      if (!show(faultsOf(error))) await showFailure(app, result, error, send);
    }
  };
  /** Whether there are any: each is said at its field, and the first has the focus. @param {Fault[]} faults */
  const show = (faults) => {
    const told = faults.filter(({ at }) => at in fields);
    for (const [at, each] of Object.entries(fields)) {
      const found = told.find((fault) => fault.at === at);
      each.fault(found ? named(said.faults, found.code) : null);
    }
    replace(result, told.length > 0 && h("p", { class: "fault", role: "alert" }, said.faulty));
    const first = Object.entries(fields).find(([at]) => told.some((fault) => fault.at === at));
    first?.[1].focus();
    return told.length > 0;
  };

  limit();
  return h(
    "form",
    {
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        void send();
      },
    },
    before !== null && scope(words, before),
    ...Object.values(fields).map(({ element }) => element),
    h("div", { class: "actions" }, button),
    result,
  );
}

/**
 * A name that says nothing about a person and is not taken, but for the rarest of chances, which the list would show.
 */
function suggestion() {
  return `hold-${today()}-${crypto.randomUUID().slice(0, 4)}`;
}

/**
 * The grounds to choose from, and that of a hold which a person asked for.
 * @param {Words} words
 * @param {Hold | null} before
 */
function options(words, before) {
  const asked = before !== null && isForThePerson(before.ground) ? before.ground : null;
  return [
    h("option", { value: "" }, words.hold.choose),
    asked && h("option", { value: asked, selected: true }, named(words.holdGrounds, asked)),
    ...GROUNDS.map(({ name, years, country }) =>
      h(
        "option",
        { value: name, selected: before?.ground === name },
        (country ? words.groundOptionIn : words.groundOption)(named(words.holdGrounds, name), years),
      ),
    ),
  ];
}

/**
 * What stays when a hold is changed.
 * @param {Words} words
 * @param {Hold} before
 */
function scope(words, { subject, confirmed }) {
  return h(
    "div",
    {},
    h(
      "dl",
      {},
      h("dt", {}, words.hold.scope),
      h("dd", {}, subject === null ? words.hold.everybody : (usernameOf(subject) ?? words.hold.withId(subject))),
    ),
    !confirmed && h("p", {}, words.hold.confirms),
  );
}

/**
 * What the service would refuse, as far as it can be known here.
 * @param {Wish} wish
 * @param {string} latest The last day that the ground allows; empty when it is not known.
 * @param {boolean} isTaken Whether there is a hold of this name.
 * @returns {Fault[]}
 */
function faultsIn(wish, latest, isTaken) {
  /** @type {[boolean, Fault][]} */
  const judged = [
    [!HOLD_ID.test(wish.id), { at: "id", code: wish.id === "" ? "required" : "id" }],
    [isTaken, { at: "id", code: "taken" }],
    [wish.subject === undefined, { at: "subject", code: "person" }],
    [wish.ground === "", { at: "ground", code: "required" }],
    [wish.families.length === 0, { at: "families", code: "family" }],
    [wish.endsOn === "", { at: "endsOn", code: "required" }],
    [wish.endsOn < today(), { at: "endsOn", code: "past" }],
    [latest !== "" && wish.endsOn > latest, { at: "endsOn", code: "beyond_the_ground" }],
    [wish.reviewOn === "", { at: "reviewOn", code: "required" }],
    [wish.reviewOn < today(), { at: "reviewOn", code: "past" }],
    [wish.reviewOn > wish.endsOn, { at: "reviewOn", code: "after_the_end" }],
  ];
  return judged.filter(([isFault]) => isFault).map(([, fault]) => fault);
}

/**
 * The places that the service refused, by the field that each is in.
 * @param {unknown} error
 * @returns {Fault[]}
 */
function faultsOf(error) {
  const errors = error instanceof Refused && error.status < 500 ? error.problem.errors : null;
  if (!Array.isArray(errors)) return [];
  return errors.map(({ pointer, code }) => ({ at: String(pointer).split("/")[1] ?? "", code: String(code) }));
}
