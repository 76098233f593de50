/** Facts with their names. */

import { h } from "../../dom.js";

/** @typedef {[name: string, value: import("../../dom.js").Child]} Fact */

/**
 * Those without a value are left out.
 * @param {(Fact | false)[]} all
 */
export function facts(all) {
  const list = h("dl");
  for (const fact of all) {
    const [name, value] = fact || [];
    if (name && value) list.append(h("dt", {}, name), h("dd", {}, value));
  }
  return list;
}
