/** What a browser shows outside Teams: where the tab is, in both languages, for nobody has said which. */

import { h } from "../dom.js";
import { languageOf } from "../language.js";

const WORDS = {
  en: {
    title: "This page is a tab in Microsoft Teams",
    how: "Open Teams, choose Apps in the bar at the left, and search for the contact-centre app. If it is not there, ask your organisation's Teams administrator to add it.",
    inside:
      "Are you in Teams and see this? Then Teams did not answer. Check your connection, then load the tab again from its menu (…).",
    notice: "Privacy notice",
  },
  de: {
    title: "Diese Seite ist ein Tab in Microsoft Teams",
    how: "Öffnen Sie Teams, wählen Sie links Apps und suchen Sie die Contact-Center-App. Ist sie nicht da, bitten Sie die Teams-Administration Ihrer Organisation, sie hinzuzufügen.",
    inside:
      "Sie sind in Teams und sehen das? Dann hat Teams nicht geantwortet. Prüfen Sie die Verbindung und laden Sie den Tab über sein Menü (…) neu.",
    notice: "Datenschutzhinweise",
  },
};

/**
 * @param {string} locale The browser's own: which language stands first.
 * @returns {HTMLElement}
 */
export function outside(locale) {
  const first = languageOf(locale);
  /** @type {import("../language.js").Language[]} */
  const languages = first === "de" ? ["de", "en"] : ["en", "de"];
  const parts = languages.map((language, position) => {
    const words = WORDS[language];
    return h(
      "section",
      { lang: language },
      h(position === 0 ? "h1" : "h2", {}, words.title),
      h("p", {}, words.how),
      h("p", {}, words.inside),
      h("p", {}, h("a", { href: `/api/notice?language=${language}` }, words.notice)),
    );
  });
  document.documentElement.lang = first;
  document.title = WORDS[first].title;
  return h("main", { class: "outside" }, ...parts);
}
