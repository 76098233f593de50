/** A run by hand, for operators: first what would go, then the run itself. */

import { busy } from "../../components/busy.js";
import { ask } from "../../components/dialog.js";
import { showFailure } from "../../components/failure.js";
import { h, replace } from "../../dom.js";
import { named, tablesIn } from "./names.js";

/** @typedef {import("./names.js").Words} Words */
/** @typedef {import("./evidence.js").Entry & {dryRun: boolean, unknownTables: string[]}} Run */

/**
 * @param {import("../../main.js").App} app
 * @param {Words} words
 * @param {() => unknown} after What follows a run that was more than a look.
 */
export function runByHand(app, words, after) {
  const said = words.retention;
  const result = h("div", { "aria-live": "polite" });
  const dry = h("button", { type: "button", class: "quiet", onclick: () => void look() }, said.dry);
  const really = h("button", { type: "button", onclick: () => void run() }, said.really);

  /**
   * One call with both buttons out of reach; null when it failed, which is shown.
   * @param {string} path
   * @param {HTMLButtonElement} pressed
   * @param {() => unknown} again
   * @returns {Promise<Run | null>}
   */
  const call = async (path, pressed, again) => {
    dry.disabled = true;
    really.disabled = true;
    const waiting = busy(result, said.running);
    try {
      const answer = await app.api.json("POST", path, { signal: app.signal });
      waiting.end();
      return answer;
    } catch (error) {
      await showFailure(app, result, error, again);
      return null;
    } finally {
      dry.disabled = false;
      really.disabled = false;
      pressed.focus();
    }
  };
  const look = async () => {
    const judged = await call("retention/runs?dryRun=true", dry, look);
    if (judged) replace(result, ...told(app, words, judged));
  };
  const run = async () => {
    const judged = await call("retention/runs?dryRun=true", really, run);
    if (!judged) return;
    const isSure = await ask({
      title: said.runTitle,
      content:
        judged.dropped.length > 0
          ? [h("p", {}, said.runDue), tablesIn(app, words, judged.dropped)]
          : [h("p", {}, said.runDueNone)],
      yes: said.runYes,
      no: said.runNo,
    });
    if (isSure) await carryOut();
  };
  const carryOut = async () => {
    const done = await call("retention/runs", really, carryOut);
    if (!done) return;
    replace(result, ...told(app, words, done));
    await after();
  };

  return h(
    "section",
    { class: "card" },
    h("h2", {}, said.run),
    h("p", {}, said.runText),
    h("div", { class: "actions" }, dry, really),
    result,
  );
}

/**
 * @param {import("../../main.js").App} app
 * @param {Words} words
 * @param {Run} run
 */
function told(app, words, run) {
  const said = words.retention;
  const [some, none] = run.dryRun ? [said.wouldGo, said.wouldGoNone] : [said.went, said.wentNone];
  return [
    ...(run.dropped.length > 0 ? [h("p", {}, some), tablesIn(app, words, run.dropped)] : []),
    run.dropped.length === 0 && run.outcome === "succeeded" && h("p", {}, none),
    run.outcome !== "succeeded" && h("p", {}, h("strong", {}, said.outcome(named(words.outcomes, run.outcome)))),
    ...(run.failed.length > 0 ? [h("p", {}, said.failed), tablesIn(app, words, run.failed)] : []),
    ...(run.unknownTables.length > 0
      ? [h("p", {}, said.unknown), h("ul", {}, ...run.unknownTables.map((name) => h("li", {}, h("code", {}, name))))]
      : []),
  ];
}
