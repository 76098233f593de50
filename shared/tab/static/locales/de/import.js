/** @param {number} count @param {string} one @param {string} many */
const counted = (count, one, many) => (count === 1 ? one : `${count} ${many}`);

/** @type {typeof import("../en/import.js").default} */
export default {
  minimised: "Bevor etwas gespeichert wird, verlieren Gäste ihre Namen und Telefonnummern alles bis auf zwei Ziffern.",
  results: "Ergebnisse des Imports",
  untitled: "Ein Bericht",
  ended: (time) => `(Ende: ${time})`,
  there: "Er ist schon da; es wurde nichts geändert.",
  and: " und ",
  engagement: (count) =>
    `${counted(count, "eine Angabe", "Angaben")} zur Beteiligung (Kamera, Mikrofon, Handzeichen, Reaktionen)`,
  freeText: (count) => counted(count, "ein freier Text einer Anmeldung", "freie Texte von Anmeldungen"),
  dropped: (what) => `Weggelassen, weil es hier nie gespeichert wird: ${what}.`,
  done: (stored, there, refused, left) =>
    [
      stored + there + refused + left === 0 && "Es wurde nichts gespeichert.",
      stored > 0 && counted(stored, "Ein Bericht ist gespeichert.", "Berichte sind gespeichert."),
      there > 0 && counted(there, "Ein Bericht war schon da.", "Berichte waren schon da."),
      refused > 0 && counted(refused, "Ein Bericht wurde abgelehnt.", "Berichte wurden abgelehnt."),
      left > 0 && counted(left, "Ein Bericht ist noch zu holen.", "Berichte sind noch zu holen."),
    ]
      .filter((sentence) => sentence !== false)
      .join(" "),

  fetch: {
    title: "Aus Teams holen",
    rights:
      "Der Dienst fragt Teams in Ihrem Namen, mit Ihren eigenen Rechten, und nur, wenn Sie die Schaltfläche drücken. Er liest die Besprechung und ihre Anwesenheitsberichte, bei einem Webinar auch die Anmeldungen. Teams gibt sie nur denen, die organisiert haben.",
    what: "Beitrittslink der Besprechung, oder Link oder Kennung des Webinars",
    where:
      "Der Link steht in der Einladung: „Jetzt an der Besprechung teilnehmen“, oder im Kalender von Teams im Menü (…) der Besprechung, „Link kopieren“.",
    wrong:
      "Geben Sie den Beitrittslink einer Besprechung ein, wie er in der Einladung steht, oder Link oder Kennung eines Webinars.",
    act: "Berichte holen",
    fetching: "Wird aus Teams geholt …",
    fetchingRest: (done, total) => `Wird aus Teams geholt: ${done} von ${total} Berichten sind fertig`,
    none: "Teams hat keinen Anwesenheitsbericht dazu. Er kommt einige Minuten nach dem Ende, wenn er nicht in den Besprechungsoptionen ausgeschaltet ist.",
    left: (count) =>
      `${counted(count, "Ein Bericht ist", "Berichte sind")} noch zu holen: Für alle reichte die Zeit nicht. Was gespeichert ist, bleibt gespeichert.`,
    rest: "Den Rest holen",
  },

  csv: {
    title: "CSV aus Teams hochladen",
    what: "Wer organisiert, kann in Teams den Anwesenheitsbericht als CSV-Datei herunterladen: in der Besprechung unter „Anwesenheit“, „Herunterladen“. Wählen Sie sie unverändert, oder ziehen Sie sie irgendwo auf diesen Bereich.",
    choose: "CSV-Datei wählen",
    nothing: "Es ist noch keine Datei gewählt.",
    chosen: (name) => `Gewählt: ${name}`,
    onlyOne: (name) => `Nur eine CSV-Datei auf einmal. Gewählt: ${name}`,
    meeting: "Beitrittslink oder Kennung der Besprechung",
    meetingHint:
      "Die Datei sagt nicht, von welcher Besprechung sie ist. Dieselbe Besprechung braucht jedes Mal denselben Link.",
    day: "Tag, an dem die Besprechung begann",
    dayHint: "Er sagt, ob 3/4 im März oder im April ist. Die Zeiten in der Datei gelten in der Zeitzone dieses Geräts.",
    act: "CSV hochladen",
    noFile: "Wählen Sie zuerst eine Datei.",
    noMeeting:
      "Geben Sie Beitrittslink oder Kennung der Besprechung ein: Buchstaben, Ziffern und Zeichen, höchstens 512 und keine Leerzeichen.",
    noDay: "Geben Sie den Tag der Besprechung ein; er kann nicht in der Zukunft liegen.",
  },
};
