/** @type {typeof import("../en/connect.js").default} */
export default {
  title: "Mit dem Contact Center verbinden",
  what: "Ihr Teams-Benutzername und seine Domäne gehen an das Contact Center Ihrer Organisation, sonst nichts. Kennt es Sie, bekommen Sie den Zugang.",
  before: "Was davon warum und wie lange gespeichert wird, steht in den",
  notice: "Datenschutzhinweisen",
  connect: "Verbinden",
  again: "Erneut verbinden",
  connecting: "Das Contact Center wird gefragt …",
  changed: "Die Datenschutzhinweise sind neu für Sie",
  version: (day) => `Es ist die Fassung vom ${day}:`,
  seen: "Ich habe sie gesehen",
  username: "Benutzername",
  domain: "Domäne",
  validUntil: "Dieser Zugang gilt bis",
  open: "Contact Center öffnen",
};
