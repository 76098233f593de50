// The Connect screen, built into a document that only remembers what it is given.

import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOf } from "../../../shared/tab/static/language.js";
import connect from "../../../shared/tab/static/screens/connect.js";

class Node {
  children = [];
  attributes = {};
  listeners = {};
  constructor(tag) {
    this.tag = tag;
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
  }
  addEventListener(name, listener) {
    this.listeners[name] = listener;
  }
  append(...children) {
    this.children.push(...children);
  }
  replaceChildren(...children) {
    this.children = children;
  }
  /** Every element below, in the order in which it is read. */
  all() {
    return this.children.filter((child) => child instanceof Node).flatMap((child) => [child, ...child.all()]);
  }
}
globalThis.Node = Node;
globalThis.document = { createElement: (tag) => new Node(tag) };

async function shown(language) {
  const sent = [];
  const api = {
    json: (method, path) => {
      sent.push(`${method} ${path}`);
      return new Promise(() => {}); // The answer does not come.
    },
  };
  const screen = await connect({ api, language, words: (name) => wordsOf(language, name) });
  return { elements: screen.all(), sent };
}

for (const language of ["de", "en"]) {
  test(`the notice is linked before the button (${language})`, async () => {
    const { elements } = await shown(language);

    const read = elements.map(({ tag, attributes }) => (tag === "a" ? attributes.href : tag));

    assert.deepEqual(
      read.filter((each) => each === "button" || each.startsWith("/")),
      [`/api/notice?language=${language}`, "button"],
    );
  });

  test(`nothing is sent before the button is pressed (${language})`, async () => {
    const { elements, sent } = await shown(language);
    const before = [...sent];

    elements.find(({ tag }) => tag === "button").listeners.click();

    assert.deepEqual(before, []);
    assert.deepEqual(sent, ["POST identity/forward"]);
  });
}
