/** The tab: joins Teams, then shows the screen that the address names. */

import { apiOf } from "./api.js";
import { failure } from "./components/failure.js";
import { askConsent, isPopUp, popUp } from "./consent.js";
import { h, replace } from "./dom.js";
import { formatsOf } from "./format.js";
import { languageOf, wordsOf } from "./language.js";
import { personOf } from "./person.js";
import { openTeams } from "./teams.js";

/**
 * What a screen gets.
 * @typedef {object} App
 * @property {import("./api.js").Api} api
 * @property {import("./language.js").Language} language
 * @property {import("./format.js").Formats} format
 * @property {import("./person.js").Person} person For display alone.
 * @property {import("./language.js").Words} words Of a screen or component.
 * @property {(address: string, news?: string) => void} go To another screen, such as "#reports", which then
 *   announces the news.
 * @property {(sentence: string) => void} announce Tells what has just happened, also to a screen reader.
 * @property {(problem: Record<string, any>) => Promise<void>} consent Has Microsoft ask the person for what a refusal
 *   `consent_required` names; rejects with PopUpFailed.
 * @property {AbortSignal} signal Aborted when the person leaves the screen.
 */

/**
 * A screen: everything it shows, its heading (h1) first.
 * @typedef {(app: App, ...parts: string[]) => Promise<HTMLElement>} Screen
 */

/** @type {Record<string, () => Promise<{default: Screen}>>} */
const SCREENS = {
  connect: () => import("./screens/connect.js"),
  reports: () => import("./screens/reports.js"),
  data: () => import("./screens/data.js"),
  officers: () => import("./screens/officers.js"),
};
const FIRST = "connect";

const root = /** @type {HTMLElement} */ (document.getElementById("app"));

async function start() {
  /** @type {import("./teams.js").Teams} */
  let teams;
  try {
    if (isPopUp(location.hash)) {
      await popUp(root);
      return;
    }
    teams = await openTeams();
  } catch {
    const { outside } = await import("./screens/not-in-teams.js");
    replace(root, outside(navigator.language));
    return;
  }
  const setTheme = (/** @type {string} */ theme) => document.documentElement.setAttribute("data-theme", theme);
  setTheme(teams.theme);
  teams.onTheme(setTheme);
  const language = languageOf(teams.locale);
  document.documentElement.lang = language;
  /** @type {import("./language.js").Words} */
  const words = (name) => wordsOf(language, name);
  await openShell(teams, language, words);
}

/**
 * @param {import("./teams.js").Teams} teams
 * @param {import("./language.js").Language} language
 * @param {import("./language.js").Words} words
 */
async function openShell(teams, language, words) {
  const [said] = await Promise.all([
    words("shell"),
    words("problems"), // already now: when something fails, they may not come any more
  ]);
  const status = h("p", { class: "status", role: "status" });
  const main = h("main", { id: "main" });
  const person = await personOf(teams);
  const links = [
    link("connect", said.connect),
    link("reports", said.reports),
    link("data", said.data),
    person.roles.length > 0 && link("officers", said.officers),
  ];
  let leave = new AbortController();
  let told = "";

  const show = async () => {
    leave.abort();
    leave = new AbortController();
    const { signal } = leave;
    const [name = FIRST, ...parts] = partsOf(location.hash);
    const screen = Object.hasOwn(SCREENS, name) ? name : FIRST;
    for (const each of links) each && mark(each, screen);
    replace(main, h("p", { class: "starting" }, h("progress", { "aria-label": said.loading })));
    /** @type {App} */
    const app = {
      api: apiOf(teams),
      language,
      format: formatsOf(teams.locale.startsWith(language) ? teams.locale : "en-GB"),
      person,
      words,
      go: (address, news = "") => {
        told = news;
        location.hash = address;
      },
      announce: (sentence) => replace(status, sentence),
      consent: (problem) => askConsent(teams, problem),
      signal,
    };
    replace(status);
    try {
      const made = await (await /** @type {() => Promise<{default: Screen}>} */ (SCREENS[screen])()).default(
        app,
        ...(screen === name ? parts : []),
      );
      if (signal.aborted) return;
      replace(main, made);
      const heading = main.querySelector("h1");
      document.title = `${heading?.textContent ?? ""} - ${said.title}`;
      heading?.setAttribute("tabindex", "-1");
      heading?.focus();
      if (told !== "") replace(status, told);
      told = "";
    } catch (error) {
      if (!signal.aborted) replace(main, await failure(app, error, show));
    }
  };

  replace(
    root,
    h("a", { class: "skip", href: "#main", onclick: skipTo(main) }, said.skip),
    h(
      "header",
      {},
      h("nav", { "aria-label": said.screens }, h("ul", {}, ...links.map((each) => each && h("li", {}, each)))),
    ),
    status,
    main,
    h(
      "footer",
      {},
      h("a", { href: `/api/notice?language=${language}`, target: "_blank", rel: "noopener" }, said.notice),
    ),
  );
  window.addEventListener("hashchange", show);
  await show();
}

/**
 * The parts of an address; none when somebody has mistyped one that cannot be decoded.
 * @param {string} hash
 * @returns {string[]}
 */
function partsOf(hash) {
  try {
    return hash.slice(1).split("/").map(decodeURIComponent);
  } catch {
    return [];
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
function link(name, text) {
  return h("a", { href: `#${name}` }, text);
}

/**
 * @param {HTMLAnchorElement} each
 * @param {string} screen
 */
function mark(each, screen) {
  if (each.hash === `#${screen}`) each.setAttribute("aria-current", "page");
  else each.removeAttribute("aria-current");
}

/**
 * The address belongs to the screens, so the link moves the focus itself.
 * @param {HTMLElement} main
 * @returns {EventListener}
 */
function skipTo(main) {
  return (event) => {
    event.preventDefault();
    main.setAttribute("tabindex", "-1");
    main.focus();
  };
}

await start();
