/** @type {typeof import("../en/data.js").default} */
export default {
  title: "Meine Daten",
  what: "Hier sehen Sie alles, was über Sie gespeichert ist, und entscheiden darüber. Das geht auch ohne Vertrag und ohne Verbindung.",
  jump: "Auf dieser Seite",
  held: "Was gespeichert ist",
  restricted: "Zurzeit ist etwas eingeschränkt, weil Sie es verlangt haben.",
  seeWhy: "Was und warum",
  takeTitle: "Mitnehmen",
  takeWhat: "Was Sie bereitgestellt haben und was auf Vertrag oder Einwilligung beruht, zum Behalten oder Mitnehmen.",
  json: "Mitnehmen als JSON",
  csv: "Mitnehmen als Tabelle (CSV)",
  everythingWhat: "Oder die ganze Liste von oben, mit Kategorien, Rechtsgrundlagen, Empfängern und Terminen.",
  everything: "Alles speichern (JSON)",
  preparing: "Die Datei wird vorbereitet …",
  saved: (name) => `${name} ist an Ihren Browser übergeben.`,
  restrictTitle: "Einschränken, widersprechen",
  eraseTitle: "Löschen",
};
