/** @param {number} count @param {string} one @param {string} many */
const counted = (count, one, many) => (count === 1 ? one : `${count} ${many}`);

/** @type {typeof import("../en/reports.js").default} */
export default {
  title: "Berichte",
  limits:
    "Der Inhalt eines Berichts wird spätestens einen Monat nach der Besprechung gelöscht, seine Kopfdaten nach 180 Tagen. Sie müssen dafür nichts tun.",

  list: {
    lastDays: "Besprechungen der letzten 31 Tage",
    between: (from, to) => `Besprechungen vom ${from} bis ${to}`,
    caption: "Ihre Berichte, neueste zuerst",
    loading: "Die Berichte werden geladen …",
    topic: "Thema",
    type: "Art",
    when: "Wann",
    participants: "Teilnehmende",
    contentUntil: "Inhalt gespeichert bis",
    contentDeleted: "Inhalt gelöscht",
    deleteBy: "Kopfdaten gelöscht bis",
    more: "Mehr anzeigen",
    empty: "Sie haben hier noch keine Berichte",
    emptyHow:
      "Ein Bericht kommt hierher, wenn Sie ihn unter „Berichte hinzufügen“ aus Teams holen oder seine Datei hochladen. Zuerst müssen Sie mit Ihrem Contact Center verbunden sein:",
    connect: "Verbinden",
    emptyRange: "Keiner Ihrer Berichte handelt von einer Besprechung, die in dieser Zeit endete.",
  },

  range: {
    title: "Andere Tage wählen",
    from: "Von",
    to: "Bis",
    hint: (first) => `Die Tage gelten in UTC und zählen nach dem Ende der Besprechung; der früheste ist der ${first}.`,
    show: "Diese Tage anzeigen",
    lastDays: "Zurück zu den letzten 31 Tagen",
    wrong: (first, last) => `Geben Sie zwei Tage zwischen ${first} und ${last} ein, den früheren zuerst.`,
  },

  add: {
    title: "Berichte hinzufügen",
    way: "Berichtsdateien (JSON) hochladen",
    what: "Berichtsdateien sind JSON mit höchstens 4 MiB. Wählen Sie eine oder mehrere, oder ziehen Sie sie irgendwo auf diesen Bereich.",
    choose: "Berichtsdateien wählen",
    results: "Ergebnisse des Hochladens",
    sending: "Wird hochgeladen …",
    sendingOne: (number, total, name) => `${number} von ${total} wird hochgeladen: ${name}`,
    waiting: "Noch nicht gesendet",
    stored: "Gespeichert.",
    replaced: "Gespeichert. Derselbe Bericht wurde ersetzt.",
    whole: "Es musste nichts weggelassen werden.",
    guests: (count) => counted(count, "Ein Gast wurde ohne Namen gespeichert.", "Gäste wurden ohne Namen gespeichert."),
    numbers: (count) =>
      counted(
        count,
        "Eine Telefonnummer wurde auf Landesvorwahl und zwei Ziffern gekürzt.",
        "Telefonnummern wurden auf Landesvorwahl und zwei Ziffern gekürzt.",
      ),
    open: "Bericht öffnen",
    unreadable: "Nicht gesendet: Dieses Gerät konnte die Datei nicht lesen.",
    stopped: (count) =>
      `${counted(count, "Eine Datei wurde", "Dateien wurden")} noch nicht gesendet. Was gespeichert ist, bleibt gespeichert.`,
    done: (stored, total) =>
      total === 1
        ? stored === 1
          ? "Der Bericht ist gespeichert."
          : "Der Bericht wurde nicht gespeichert."
        : `${stored} von ${total} Berichten sind gespeichert.`,
  },

  report: {
    all: "Alle Berichte",
    facts: "Die Besprechung",
    type: "Art",
    began: "Beginn",
    ended: "Ende",
    lasted: "Dauer",
    participants: "Teilnehmende",
    contentUntil: "Inhalt gespeichert bis",
    deleteBy: "Kopfdaten gelöscht bis",
    minimised: "Beim Speichern weggelassen",
    guests: (count) => counted(count, "der Name eines Gastes", "Namen von Gästen"),
    numbers: (count) =>
      counted(count, "alles bis auf zwei Ziffern einer Telefonnummer", "Telefonnummern bis auf zwei Ziffern"),
    and: " und ",
    meetingId: "Kennung der Besprechung",
    reportId: "Kennung des Berichts",
    csv: "CSV herunterladen",
    json: "JSON herunterladen",
    loading: "Die Datei wird geholt …",
    saved: "Die Datei liegt bei Ihren Downloads.",
    gone: "Der Inhalt wurde gelöscht",
    goneWhy: (until, deleteBy) =>
      `Was gesagt wurde und wer dabei war, wird höchstens einen Monat nach einer Besprechung gespeichert; bei dieser war das bis ${until}. Was Sie hier sehen, die Kopfdaten, wird bis ${deleteBy} gelöscht.`,
    delete: "Löschen",
    question: "Diesen Bericht löschen?",
    whatGoes: (topic) =>
      `Der Bericht „${topic}“ wird sofort gelöscht, mit allem Inhalt: Teilnehmende, Telefonnummern, Fragen, Umfragen, Chat und was zu einer Aufzeichnung vermerkt ist.`,
    forGood: "Das lässt sich nicht rückgängig machen. Dateien, die Sie heruntergeladen haben, bleiben bei Ihnen.",
    yes: "Bericht löschen",
    no: "Behalten",
    deleting: "Wird gelöscht …",
    deleted: (topic) => `Der Bericht „${topic}“ wurde gelöscht.`,
  },

  content: {
    counted: (title, count) => `${title} (${count})`,
    all: (count) => `Alle ${count} anzeigen`,
    attendees: "Teilnehmende",
    noAttendees: "Es ist niemand genannt.",
    name: "Name",
    role: "Rolle",
    joined: "Gekommen",
    left: "Gegangen",
    guest: (number) => `Gast ${number}`,
    hidden: "Ausgeblendet: Verarbeitung eingeschränkt",
    attendance: "Wer wann dabei war",
    attendanceChart: "Ein Balkendiagramm, wer wann dabei war; die Zeiten stehen in der Tabelle der Teilnehmenden.",
    dialIn: "Einwahl per Telefon",
    number: "Nummer",
    questions: "Fragen und Antworten",
    question: "Frage",
    askedBy: "Gefragt von",
    answer: "Antwort",
    noAnswer: "Noch keine",
    outsider: "Einem Gast",
    somebody: "Jemandem, der nicht unter den Teilnehmenden ist",
    surveys: "Umfragen",
    choice: "Auswahl",
    count: "Antworten",
    noCount: "Niemand hat geantwortet.",
    surveyChart: "Ein Balkendiagramm der Antworten; die Zahlen stehen in der Tabelle.",
    chat: "Chat",
    purpose: "Zweck",
    necessity: "Warum er nötig ist",
    messages: "Nachrichten",
    at: "Wann",
    author: "Von",
    text: "Nachricht",
    recording: "Aufzeichnung",
    recordingWhat: "Vermerkt ist, dass es eine gab. Die Aufzeichnung selbst wird hier nie gespeichert.",
    announced: "Angekündigt",
    started: "Begonnen",
    consent: "Einwilligung",
    basis: "Warum, oder auf welcher Grundlage",
  },

  types: { meeting: "Besprechung", webinar: "Webinar" },
  roles: {
    organizer: "Organisation",
    coorganizer: "Mitorganisation",
    presenter: "Vortrag",
    attendee: "Teilnahme",
    unknown: "Nicht bekannt",
  },
  consents: { obtained: "Eingeholt", not_required: "Nicht nötig" },
  purposes: { result_log: "Festhalten von Ergebnissen" },
};
