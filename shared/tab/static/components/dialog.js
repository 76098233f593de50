/** A question that has to be answered before anything happens. */

import { h } from "../dom.js";

/**
 * Ask, and wait for the answer. Escape and "cancel" mean no. The focus comes back to where it was.
 * @param {object} question
 * @param {string} question.title
 * @param {(Node | string)[]} question.content
 * @param {string} question.yes What will be done, such as "Delete the report".
 * @param {string} question.no
 * @param {string} [question.tick] The label of a box that has to be ticked first, for what cannot be undone.
 * @returns {Promise<boolean>}
 */
export function ask({ title, content, yes, no, tick }) {
  const { promise, resolve } = withResolver();
  // What has to be read first is read from its beginning; otherwise the safe answer is the next key away.
  const reads = tick !== undefined;
  const act = h(
    "button",
    { type: "button", class: "danger", disabled: reads, onclick: () => dialog.close("yes") },
    yes,
  );
  const box = h("input", {
    type: "checkbox",
    onchange: () => {
      act.disabled = !box.checked;
    },
  });
  const heading = h("h2", { id: "question", tabindex: reads && -1, autofocus: reads }, title);
  const dialog = h(
    "dialog",
    {
      "aria-labelledby": "question",
      onclose: () => {
        dialog.remove();
        resolve(dialog.returnValue === "yes");
      },
    },
    heading,
    ...content,
    reads && h("label", { class: "tick" }, box, tick),
    h(
      "div",
      { class: "actions" },
      act,
      h("button", { type: "button", class: "quiet", autofocus: !reads, onclick: () => dialog.close("no") }, no),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}

/** @returns {{promise: Promise<boolean>, resolve: (answer: boolean) => void}} */
function withResolver() {
  /** @type {(answer: boolean) => void} */
  let resolve = () => {};
  const promise = new Promise((/** @type {(answer: boolean) => void} */ settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
