/** The people of the officer's organisation: one found by username, or all in pages; and one person of them. */

import { busy } from "../../components/busy.js";
import { showFailure } from "../../components/failure.js";
import { table } from "../../components/table.js";
import { h, replace } from "../../dom.js";
import { person } from "./person.js";
import { find, list } from "./subjects.js";

/** @typedef {import("./subjects.js").Subject} Subject */

/** @type {import("../officers.js").Area} */
export async function people(app, words, oid) {
  if (oid !== "") return person(app, words, oid);
  const said = words.people;
  const result = h("div", { class: "found" });
  const input = h("input", {
    id: "username",
    name: "username",
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": "username-hint",
  });

  const search = async () => {
    const username = input.value.trim();
    if (username === "") return showAll();
    await attempt(result, search, async (isOld) => {
      const found = await find(app, username);
      if (isOld()) return;
      app.announce(found ? said.found(1) : said.nobody);
      replace(result, found ? listed([found]) : h("p", {}, said.nobody));
    });
  };
  const showAll = async () => {
    input.value = "";
    await attempt(result, showAll, async (isOld) => {
      const page = await list(app, null);
      if (isOld()) return;
      if (page.subjects.length === 0) replace(result, h("p", {}, said.empty));
      else replace(result, ...pages(page));
    });
  };
  /** @param {{subjects: Subject[], next: string | null}} page */
  const pages = (page) => {
    const shown = page.subjects;
    const place = h("div", {}, listed(shown));
    const below = h("div");
    const more = h("button", { type: "button", class: "quiet", onclick: () => append() }, said.more);
    let { next } = page;
    const append = async () => {
      more.disabled = true;
      await attempt(below, append, async () => {
        const another = await list(app, next);
        const first = shown.push(...another.subjects) - another.subjects.length;
        next = another.next;
        replace(below);
        replace(place, listed(shown));
        more.hidden = next === null;
        place.querySelectorAll("a")[first]?.focus();
        app.announce(said.found(shown.length));
      });
      more.disabled = false;
    };
    return [place, next !== null && h("p", {}, more), below];
  };
  /** @param {Subject[]} shown */
  const listed = (shown) =>
    table(
      said.caption,
      [
        {
          title: said.username,
          cell: (/** @type {Subject} */ each) => h("a", { href: `#officers/people/${each.oid}` }, each.username),
        },
        { title: said.domain, cell: (each) => each.domain },
        { title: said.since, cell: (each) => app.format.day(each.matchedAt) },
      ],
      shown,
    );
  let latest = 0;
  /**
   * One search at a time is shown: the answer to an older one does not take the place of a newer one's.
   * @param {HTMLElement} place
   * @param {() => unknown} again
   * @param {(isOld: () => boolean) => Promise<void>} act
   */
  const attempt = async (place, again, act) => {
    latest += 1;
    const mine = latest;
    const isOld = () => mine !== latest;
    busy(place, said.searching);
    try {
      await act(isOld);
    } catch (error) {
      if (!isOld()) await showFailure(app, place, error, again);
    }
  };

  void showAll();
  return h(
    "div",
    { class: "screen" },
    h("h1", {}, said.title),
    h("p", {}, said.recorded),
    h(
      "form",
      {
        role: "search",
        onsubmit: (event) => {
          event.preventDefault();
          void search();
        },
      },
      h("label", { for: "username" }, said.username),
      h("p", { class: "fine hint", id: "username-hint" }, said.usernameHint),
      input,
      h(
        "div",
        { class: "actions" },
        h("button", {}, said.search),
        h("button", { type: "button", class: "quiet", onclick: () => void showAll() }, said.all),
      ),
    ),
    result,
  );
}
