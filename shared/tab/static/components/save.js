/** Handing a file to the person. */

import { h } from "../dom.js";

/**
 * Save an answer as a file.
 * @param {Blob} content
 * @param {string} name
 */
export function save(content, name) {
  const address = URL.createObjectURL(content);
  h("a", { href: address, download: name }).click();
  // The browser has begun to read by then; the address would otherwise live as long as the page.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
