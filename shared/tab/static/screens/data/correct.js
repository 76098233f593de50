/** Correcting a fact where it stands, and wherever else it says the same (Art. 16). */

import { busy } from "../../components/busy.js";
import { showFailure } from "../../components/failure.js";
import { h, replace } from "../../dom.js";
import { told } from "./recipients.js";

/** @typedef {import("./access-export.js").Item} Item */
/** @typedef {import("./entry.js").List} List */

const MAX_AT_ONCE = 100;
const MAX_LETTERS = 256;

/**
 * The form of what can be corrected in an entry, or who can correct it; null for what is logged.
 * @param {List} list
 * @param {Item} item
 * @returns {HTMLElement | null}
 */
export function correction(list, item) {
  if (item.family === "profiles" && !item.id.startsWith("held."))
    return h("p", { class: "fine" }, list.words.correct.atSource);
  const correctable = propertyOf(item);
  return correctable === null ? null : form(list, item, correctable);
}

/**
 * What of an entry can be corrected: the topic of an own report, and the person's name in any.
 * @param {Item} item
 * @returns {"topic" | "name" | null}
 */
function propertyOf({ id, data }) {
  if (id.startsWith("meetings.")) return "topic";
  if (/^(reports|mentions)\./.test(id) && personIn(data)) return "name";
  return null;
}

/**
 * The person among those who took part: the only one whom an export names.
 * @param {Record<string, any>} data
 * @returns {{oid: string, name: string} | undefined}
 */
function personIn(data) {
  return data.attendees?.find((/** @type {{oid: string | null}} */ each) => each.oid !== null);
}

/**
 * @param {Item} item
 * @param {"topic" | "name"} property
 */
function textOf({ data }, property) {
  return property === "topic" ? data.topic : (personIn(data)?.name ?? "");
}

/**
 * @param {List} list
 * @param {Item} item
 * @param {"topic" | "name"} property
 */
function form(list, item, property) {
  const { app, words } = list;
  const said = words.correct;
  const now = textOf(item, property);
  const others = list.whole.items.filter(
    (each) => each !== item && propertyOf(each) === property && textOf(each, property) === now,
  );
  const field = h("input", { type: "text", value: now, required: true, maxlength: MAX_LETTERS, autocomplete: "off" });
  const everywhere = h("input", { type: "checkbox" });
  const offer = h(
    "label",
    { class: "tick", hidden: others.length === 0 },
    everywhere,
    said.everywhere(app.format.number(others.length)),
  );
  const button = h("button", { type: "submit" }, said.save);
  const result = h("div", { class: "result", tabindex: -1 });

  /** @param {string} value */
  const submit = async (value) => {
    if (value === textOf(item, property)) {
      replace(result, h("p", { role: "status" }, said.same));
      return;
    }
    const chosen = everywhere.checked ? [item, ...others] : [item];
    button.disabled = true;
    const waiting = busy(result, said.saving);
    try {
      const answer = await send(list, chosen, property, value);
      waiting.end();
      for (const each of chosen) put(each, property, value);
      everywhere.checked = false;
      offer.hidden = true;
      list.refresh();
      const done = said.done(answer.corrected, app.format.number(answer.corrected));
      replace(result, h("p", {}, done), told(list.rights, answer.recipients));
      app.announce(done);
      if (answer.corrected < chosen.length) {
        await list.reload();
        app.announce(`${done} ${said.fewer}`);
      } else {
        result.focus();
      }
    } catch (error) {
      await showFailure(app, result, error, () => submit(value));
    } finally {
      button.disabled = false;
    }
  };

  return h(
    "form",
    {
      class: "correct",
      onsubmit: (event) => {
        event.preventDefault();
        void submit(field.value.trim());
      },
    },
    h("h4", {}, said.open),
    h("label", { class: "field" }, said[property], field),
    offer,
    h("p", {}, button),
    result,
  );
}

/**
 * As many calls as the service takes at once; each is refused whole or done.
 * @param {List} list
 * @param {Item[]} chosen
 * @param {"topic" | "name"} property
 * @param {string} value
 */
async function send({ app, path }, chosen, property, value) {
  let corrected = 0;
  /** @type {{name: string, told: boolean}[]} */
  let recipients = [];
  for (let start = 0; start < chosen.length; start += MAX_AT_ONCE) {
    const corrections = chosen.slice(start, start + MAX_AT_ONCE).map(({ id }) => ({ item: id, property, value }));
    const answer = await app.api.json("PATCH", path, { body: { corrections }, signal: app.signal });
    corrected += answer.corrected;
    recipients = answer.recipients;
  }
  return { corrected, recipients };
}

/**
 * @param {Item} item
 * @param {"topic" | "name"} property
 * @param {string} value
 */
function put({ data }, property, value) {
  const person = personIn(data);
  if (property === "topic") data.topic = value;
  else if (person) person.name = value;
}
