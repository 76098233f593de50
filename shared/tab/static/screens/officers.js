/** For officers: the people of the organisation, holds and retention, each for whoever has the role for it. */

import { h } from "../dom.js";
import { overview } from "./officers/overview.js";

/** @typedef {typeof import("../locales/en/officers.js").default} Words */

/**
 * An area below this screen: everything it shows, its heading first.
 * @typedef {(app: import("../main.js").App, words: Words, id: string) => Promise<HTMLElement>} Area
 */

const OFFICER = "DataProtectionOfficer";
const OPERATOR = "Operator";

/**
 * The address's second part, which area it belongs to, and who may see it.
 * @type {Record<string, {of: "people" | "holds" | "retention", roles: string[], load: () => Promise<Area>}>}
 */
const AREAS = {
  people: { of: "people", roles: [OFFICER], load: async () => (await import("./officers/organisation.js")).people },
  holds: { of: "holds", roles: [OFFICER], load: async () => (await import("./officers/holds.js")).holds },
  place: { of: "holds", roles: [OFFICER], load: async () => (await import("./officers/hold.js")).place },
  change: { of: "holds", roles: [OFFICER], load: async () => (await import("./officers/hold.js")).change },
  retention: {
    of: "retention",
    roles: [OFFICER, OPERATOR],
    load: async () => (await import("./officers/retention.js")).retention,
  },
};

/** @type {import("../main.js").Screen} */
export default async function officers(app, name = "", id = "") {
  const words = await app.words("officers");
  if (![OFFICER, OPERATOR].some((role) => app.person.roles.includes(role))) {
    return h("div", { class: "screen" }, h("h1", {}, words.title), h("p", {}, words.noRole));
  }
  const areas = /** @type {const} */ (["people", "holds", "retention"]).filter((area) => may(app, area));
  const area = may(app, name) ? AREAS[name] : undefined;
  const made = area ? await (await area.load())(app, words, id) : overview(app, words, areas);
  const heading = made.querySelector("h1");
  heading?.after(around(words, areas, area?.of));
  return made;
}

/**
 * Whether this person's role is for an area; the service judges each call by itself.
 * @param {import("../main.js").App} app
 * @param {string} name
 */
function may(app, name) {
  const area = Object.hasOwn(AREAS, name) ? AREAS[name] : undefined;
  return area?.roles.some((role) => app.person.roles.includes(role)) ?? false;
}

/**
 * @param {Words} words
 * @param {("people" | "holds" | "retention")[]} areas
 * @param {string | undefined} current
 */
function around(words, areas, current) {
  const link = (/** @type {string} */ href, /** @type {string} */ text, /** @type {boolean} */ here) =>
    h("li", {}, h("a", { href, "aria-current": here && "page" }, text));
  return h(
    "nav",
    { "aria-label": words.sections },
    h(
      "ul",
      {},
      link("#officers", words.overview, current === undefined),
      ...areas.map((area) => link(`#officers/${area}`, words.areas[area].title, area === current)),
    ),
  );
}
