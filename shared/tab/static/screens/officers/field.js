/** A control with its label, a hint, and what is wrong with it, all of which a screen reader says with it. */

import { h, replace } from "../../dom.js";

/**
 * @typedef {object} Field
 * @property {HTMLElement} element
 * @property {(text: string | null) => void} fault Shows what is wrong, or that nothing is any more.
 * @property {(text: string) => void} hint Another hint in the place of the first.
 * @property {() => void} focus
 */

/**
 * @param {string} label
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} control With an id.
 * @param {string} [text] The hint.
 * @returns {Field}
 */
export function field(label, control, text = "") {
  const hint = h("p", { class: "fine hint", id: `${control.id}-hint` }, text);
  const fault = faultOf(control, control.id);
  control.setAttribute("aria-describedby", `${hint.id} ${fault.element.id}`);
  return {
    element: h("div", {}, h("label", { for: control.id }, label), hint, control, fault.element),
    fault: fault.show,
    hint: (another) => replace(hint, another),
    focus: () => control.focus(),
  };
}

/**
 * Several controls that answer one question.
 * @param {string} id
 * @param {string} legend
 * @param {(Node | string)[]} controls
 * @returns {Field}
 */
export function group(id, legend, controls) {
  const element = h("fieldset", { id }, h("legend", {}, legend), ...controls);
  const fault = faultOf(element, id);
  element.setAttribute("aria-describedby", fault.element.id);
  element.append(fault.element);
  return {
    element,
    fault: fault.show,
    hint: () => {},
    focus: () => element.querySelector("input")?.focus(),
  };
}

/**
 * A box to tick, or one of several to choose from, with its label.
 * @param {"checkbox" | "radio"} type
 * @param {string} name
 * @param {string} value
 * @param {string} label
 * @param {boolean} isChecked
 * @param {EventListener} [onchange]
 */
export function choice(type, name, value, label, isChecked, onchange) {
  const input = h("input", { type, name, value, checked: isChecked, onchange });
  return h("label", { class: "pick" }, input, label);
}

/**
 * @param {HTMLElement} marked
 * @param {string} id
 */
function faultOf(marked, id) {
  const element = h("p", { class: "fault", id: `${id}-fault` });
  return {
    element,
    /** @param {string | null} text */
    show: (text) => {
      replace(element, text);
      if (text === null) marked.removeAttribute("aria-invalid");
      else marked.setAttribute("aria-invalid", "true");
    },
  };
}
