/** Fetching the reports of a meeting or a webinar from Teams, with the person's own rights. */

import { busy } from "../../components/busy.js";
import { showFailure } from "../../components/failure.js";
import { h, replace } from "../../dom.js";
import { importedList } from "./imported.js";

/** How often it goes on by itself when one call could not take all; then the person says so. */
const MAX_CALLS = 5;
const WEBINAR = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
/** What Teams puts before the link when it copies an invitation. */
const LINK = /\bhttps\W\S+/i;

/**
 * What a text asks for: a webinar by its id, alone or in the link to its page, or a meeting by its join link or id.
 * @param {string} text
 * @returns {{webinarId: string} | {joinWebUrl: string} | {onlineMeetingId: string} | null}
 */
export function requestOf(text) {
  const link = LINK.exec(text)?.[0].replace(/[>"'),.]+$/, "");
  const webinarId = WEBINAR.exec(decoded(link ?? text.trim()))?.[0];
  // A join link may have such a pair as well, behind its path: only a page of an event is a webinar's.
  if (webinarId && (!link || /\/event\//.test(link))) return { webinarId };
  if (link) return { joinWebUrl: link };
  return /^[\w+/=-]{20,}$/.test(text.trim()) ? { onlineMeetingId: text.trim() } : null;
}

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {import("./add.js").ImportWords} said
 * @param {() => unknown} changed Called when reports have been stored.
 * @returns {HTMLElement[]}
 */
export function fetchForm(app, words, said, changed) {
  const [progress, told] = [h("div"), h("div")];
  const list = importedList(app, words, said);
  const input = h("input", { id: "fetch-what", autocomplete: "off", spellcheck: "false", required: true });
  const fault = h("p", { id: "fetch-fault", class: "fault", role: "alert" });
  input.setAttribute("aria-describedby", "fetch-hint fetch-fault");
  let running = false;

  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (running) return;
    const request = requestOf(input.value);
    input.setAttribute("aria-invalid", String(request === null));
    replace(fault, request === null && said.fetch.wrong);
    if (request === null) return input.focus();
    list.clear();
    run(request);
  };

  /** @param {Record<string, string>} request */
  const run = async (request) => {
    running = true;
    replace(told);
    const before = list.count("stored");
    const bar = busy(progress, said.fetch.fetching);
    try {
      const left = await fetchAll(app, request, list, (/** @type {string[]} */ rest) => {
        const total = list.total() + rest.length;
        if (rest.length > 0) bar.step(list.total(), total, said.fetch.fetchingRest(list.total(), total));
      });
      bar.end();
      if (left.length > 0) replace(told, ...rest(left.length, request));
      else if (list.total() === 0) replace(told, h("p", {}, said.fetch.none));
      app.announce(said.done(list.count("stored"), list.count("already_there"), list.count("refused"), left.length));
    } catch (error) {
      bar.end();
      // Again from the start is no repetition: what is stored by now is there already.
      await showFailure(app, told, error, () => run(request));
    }
    running = false;
    if (list.count("stored") > before && !app.signal.aborted) await changed();
  };

  /**
   * @param {number} count
   * @param {Record<string, string>} request
   */
  const rest = (count, request) => [
    h("p", {}, said.fetch.left(count)),
    h("p", {}, h("button", { type: "button", class: "quiet", onclick: () => run(request) }, said.fetch.rest)),
  ];

  return [
    h("p", {}, said.fetch.rights),
    h(
      "form",
      { novalidate: true, onsubmit: submit },
      h("label", { for: "fetch-what" }, said.fetch.what),
      input,
      h("p", { id: "fetch-hint", class: "fine" }, said.fetch.where),
      fault,
      h("button", {}, said.fetch.act),
    ),
    progress,
    told,
    ...list.elements,
  ];
}

/**
 * Call until nothing is left, as often as makes sense; what is left then comes back.
 * @param {import("../../main.js").App} app
 * @param {Record<string, string>} request
 * @param {ReturnType<typeof importedList>} list
 * @param {(left: string[]) => void} step
 */
async function fetchAll(app, request, list, step) {
  /** @type {string[]} */
  let left = [];
  for (let call = 0; call < MAX_CALLS && !app.signal.aborted; call += 1) {
    const before = left.length;
    // Without the screen's signal: who leaves meanwhile must not be left with half an answer.
    const answer = /** @type {import("./imported.js").Answer} */ (
      await app.api.json("POST", "reports/import", { body: request })
    );
    await list.add(answer);
    left = answer.left;
    step(left);
    // No nearer to the end than before: waiting for the person is better than asking in a circle.
    if (left.length === 0 || (call > 0 && left.length >= before)) break;
  }
  return left;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
