/** What a person sees while something takes its time. */

import { h, replace } from "../dom.js";

/**
 * A progress bar with a sentence; without `total` it only shows that something goes on.
 * @param {HTMLElement} place What it replaces the content of.
 * @param {string} sentence
 */
export function busy(place, sentence) {
  const bar = h("progress", { "aria-label": sentence });
  const text = h("span", {}, sentence);
  replace(place, h("p", { class: "busy", role: "status" }, bar, text));
  return {
    /**
     * @param {number} done
     * @param {number} total
     * @param {string} [now]
     */
    step(done, total, now) {
      bar.max = total;
      bar.value = done;
      if (now) replace(text, now);
    },
    end: () => replace(place),
  };
}
