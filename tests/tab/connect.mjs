// Shows the Connect screen to nobody and prints what a person would find there, before and after the button is pressed.
// usage: node connect.mjs <folder of the tab's files, told to be modules> <language>

import path from "node:path";
import { pathToFileURL } from "node:url";

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

const [folder, language] = process.argv.slice(2);
const load = async (name) => (await import(pathToFileURL(path.join(folder, name)).href)).default;
const sent = [];
const connect = await load("screens/connect.js");
const screen = await connect({
  api: {
    json: (...call) => {
      sent.push(call.slice(0, 2).join(" "));
      return new Promise(() => {}); // an answer that does not come
    },
  },
  language,
  words: (name) => load(`words/${language}/${name}.js`),
});
const before = [...sent];
const read = screen.all().map(({ tag, attributes }) => (tag === "a" ? attributes.href : tag));
screen
  .all()
  .find(({ tag }) => tag === "button")
  .listeners.click();
console.log(JSON.stringify({ read, before, sent }));
