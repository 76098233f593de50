/**
 * Uploading report files. Each goes as it is, byte for byte: the service judges it, and refuses a whole report rather
 * than drop a part in silence, so nothing is parsed or mended here.
 */

import { Refused } from "../../api.js";
import { busy } from "../../components/busy.js";
import { failure, showFailure } from "../../components/failure.js";
import { h, replace } from "../../dom.js";
import { patiently } from "../../retry.js";
import { bytesOf } from "./file.js";

/** Refusals that are about the file; whatever else goes wrong would meet the next file as well. */
const ABOUT_THE_FILE = [400, 413, 415, 422];

/** @typedef {{file: File, place: HTMLElement}} Entry */
/** @typedef {{id: string, minimised: {guests: number, dialIn: number}}} StoredReport */

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {() => unknown} changed Called when reports have been stored.
 */
export function upload(app, words, changed) {
  /** @type {Entry[]} Those not sent yet, in order. */
  const waiting = [];
  let [running, done, stored] = [false, 0, 0];
  const progress = h("div");
  const stopped = h("div");
  const results = h("ul", { class: "uploads", "aria-label": words.add.results });
  const input = h("input", {
    type: "file",
    multiple: true,
    accept: ".json,application/json",
    onchange: () => {
      add([...(input.files ?? [])]);
      // Else choosing the same file again, once it is mended, would change nothing.
      input.value = "";
    },
  });

  /** @param {File[]} files */
  const add = (files) => {
    if (waiting.length === 0) {
      [done, stored] = [0, 0];
      replace(results);
    }
    for (const file of files) {
      const place = h("div", {}, words.add.waiting);
      results.append(h("li", {}, h("strong", {}, file.name), place));
      waiting.push({ file, place });
    }
    if (!running) run();
  };

  const run = async () => {
    running = true;
    replace(stopped);
    const bar = busy(progress, words.add.sending);
    try {
      for (let next = waiting[0]; next && !app.signal.aborted; next = waiting[0]) {
        const total = done + waiting.length;
        if (total > 1) bar.step(done, total, words.add.sendingOne(done + 1, total, next.file.name));
        if (await send(app, words, next)) stored += 1;
        waiting.shift();
        done += 1;
      }
      app.announce(words.add.done(stored, done + waiting.length));
    } catch (error) {
      const again = () => {
        input.focus();
        return run();
      };
      await showFailure(app, stopped, error, again);
      stopped.append(h("p", {}, words.add.stopped(waiting.length)));
    }
    bar.end();
    running = false;
    if (stored > 0 && !app.signal.aborted) await changed();
  };

  const parts = [
    h("p", {}, words.add.what),
    h("p", {}, h("label", { class: "button file" }, words.add.choose, input)),
    progress,
    stopped,
    results,
  ];
  return { parts, add };
}

/**
 * Send one file and show what became of it.
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {Entry} entry
 * @returns {Promise<boolean>} Whether it is stored.
 * @throws Whatever would meet every other file as well.
 */
async function send(app, words, { file, place }) {
  try {
    const raw = await bytesOf(file);
    if (raw === null) {
      replace(place, words.add.unreadable);
      return false;
    }
    // Without the screen's signal: who leaves meanwhile must not be left with half an answer.
    const post = () => app.api.call("POST", "reports", { raw, headers: { "content-type": "application/json" } });
    const answer = await patiently(post, app.signal);
    replace(place, ...outcome(words, answer.status === 200, await answer.json()));
    return true;
  } catch (error) {
    if (!(error instanceof Refused && ABOUT_THE_FILE.includes(error.status))) throw error;
    replace(place, await refusal(app, error));
    return false;
  }
}

/**
 * @param {import("../reports.js").Words} words
 * @param {boolean} replaced
 * @param {StoredReport} report
 */
function outcome(words, replaced, { id, minimised }) {
  const sentences = [replaced ? words.add.replaced : words.add.stored, ...minimisedOf(words, minimised)];
  return [h("span", {}, sentences.join(" "), " "), h("a", { href: `#reports/${id}` }, words.add.open)];
}

/**
 * What had to be left out of a report, in sentences.
 * @param {import("../reports.js").Words} words
 * @param {{guests: number, dialIn: number}} [minimised]
 */
export function minimisedOf(words, { guests, dialIn } = { guests: 0, dialIn: 0 }) {
  const left = [guests > 0 && words.add.guests(guests), dialIn > 0 && words.add.numbers(dialIn)].filter(
    (sentence) => sentence !== false,
  );
  return left.length > 0 ? left : [words.add.whole];
}

/**
 * A refusal in a list of results: one line of its own, not an alert each.
 * @param {import("../../main.js").App} app
 * @param {unknown} error
 */
export async function refusal(app, error) {
  const box = await failure(app, error);
  box.removeAttribute("role");
  const heading = box.querySelector("h1");
  heading?.replaceWith(h("h3", {}, heading.textContent));
  return box;
}
