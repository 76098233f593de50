/** @type {typeof import("../en/shell.js").default} */
export default {
  title: "Contact Center",
  screens: "Bereiche",
  skip: "Zum Inhalt",
  loading: "Wird geladen",
  connect: "Verbinden",
  reports: "Berichte",
  data: "Meine Daten",
  officers: "Für Beauftragte",
  notice: "Datenschutzhinweise",
};
