/** Was über eine Person gespeichert ist, Eintrag für Eintrag. */

/** @typedef {typeof import("../en/held.js").default} Words */

/** @type {Words["own"]} */
const own = {
  title: "Was über Sie gespeichert ist",
  none: "Über Sie ist nichts gespeichert.",
  connected: (instance) => `Sie haben sich mit dem Contact Center auf ${instance} verbunden`,
  notConnected: (instance, why) => `Sie wollten sich mit dem Contact Center auf ${instance} verbinden: ${why}`,
  stored: (topic) => `Sie haben den Bericht ${topic} gespeichert`,
  deleted: (topic) => `Sie haben den Bericht ${topic} gelöscht`,
  events: {
    report_stored: "Sie haben einen Bericht gespeichert",
    report_deleted: "Sie haben einen Bericht gelöscht",
    data_read: "Sie haben angesehen, was über Sie gespeichert ist",
    data_exported: "Sie haben Ihre Daten mitgenommen",
    data_corrected: "Sie haben Angaben über sich berichtigt",
    data_erased: "Sie haben die Löschung Ihrer Daten verlangt",
    processing_restricted: "Sie haben die Einschränkung der Verarbeitung verlangt",
    restriction_lifted: "Sie haben die Einschränkung der Verarbeitung aufgehoben",
  },
  profile: (username) => `Ihr Profil: ${username}`,
  binding: "Ihr Benutzername gehört zu diesem Konto",
  restriction: (ground) => `Sie haben die Einschränkung der Verarbeitung verlangt. Der Grund: ${ground}`,
  mention: "Sie stehen in einem Bericht, den jemand anderes gespeichert hat",
  words: "Worte von Ihnen stehen in einem Bericht, den jemand anderes gespeichert hat",
  holdAboutYou: (ground) => `Eine Pflicht, Daten über Sie aufzubewahren: ${ground}`,
  holdByYou: (ground) => `Sie haben eine Aufbewahrungspflicht gesetzt: ${ground}`,
  erasure: {
    running: "Die Löschung Ihrer Daten läuft",
    deferred: "Die Löschung Ihrer Daten wartet auf das, was aufbewahrt werden muss",
    done: "Ihre Daten wurden gelöscht; dieser Vermerk verhindert, dass sie zurückkommen",
  },
};

/** @type {Words["other"]} */
const other = {
  title: "Was über diese Person gespeichert ist",
  none: "Über diese Person ist nichts gespeichert.",
  connected: (instance) => `Mit dem Contact Center auf ${instance} verbunden`,
  notConnected: (instance, why) => `Verbindung mit dem Contact Center auf ${instance} versucht: ${why}`,
  stored: (topic) => `Bericht ${topic} gespeichert`,
  deleted: (topic) => `Bericht ${topic} gelöscht`,
  events: {
    report_stored: "Bericht gespeichert",
    report_deleted: "Bericht gelöscht",
    data_read: "Gespeicherte Daten angesehen",
    data_exported: "Daten mitgenommen",
    data_corrected: "Angaben berichtigt",
    data_erased: "Löschung verlangt",
    processing_restricted: "Einschränkung der Verarbeitung verlangt",
    restriction_lifted: "Einschränkung der Verarbeitung aufgehoben",
  },
  profile: (username) => `Profil: ${username}`,
  binding: "Der Benutzername gehört zu diesem Konto",
  restriction: (ground) => `Einschränkung der Verarbeitung verlangt. Der Grund: ${ground}`,
  mention: "In einem Bericht genannt, den jemand anderes gespeichert hat",
  words: "Worte in einem Bericht, den jemand anderes gespeichert hat",
  holdAboutYou: (ground) => `Eine Pflicht, Daten über diese Person aufzubewahren: ${ground}`,
  holdByYou: (ground) => `Aufbewahrungspflicht gesetzt: ${ground}`,
  erasure: {
    running: "Eine Löschung läuft",
    deferred: "Eine Löschung wartet auf das, was aufbewahrt werden muss",
    done: "Die Daten wurden gelöscht; dieser Vermerk verhindert, dass sie zurückkommen",
  },
};

/** @type {Words["byOfficer"]} */
const byOfficer = {
  data_read: "Datenschutzbeauftragte haben angesehen, was gespeichert ist",
  data_corrected: "Datenschutzbeauftragte haben Angaben berichtigt",
  data_erased: "Datenschutzbeauftragte haben die Daten gelöscht",
  restriction_decided: "Datenschutzbeauftragte haben entschieden, dass die Einschränkung endet",
  subjects_searched: "Datenschutzbeauftragte haben nach der Person gesucht",
  binding_released: "Datenschutzbeauftragte haben den Benutzernamen freigegeben",
  hold_placed: "Datenschutzbeauftragte haben eine Aufbewahrungspflicht gesetzt",
  hold_released: "Datenschutzbeauftragte haben eine Aufbewahrungspflicht aufgehoben",
};

/** @type {Words["inRole"]} */
const inRole = {
  tenant_registered: "In einer Rolle: Organisation registriert",
  tenant_ended: "In einer Rolle: Vertrag einer Organisation beendet",
  retention_run: "In einer Rolle: Löschlauf gestartet",
  data_read: "In einer Rolle: Daten einer Person angesehen",
  data_corrected: "In einer Rolle: Daten einer Person berichtigt",
  data_erased: "In einer Rolle: Daten einer Person gelöscht",
  restriction_decided: "In einer Rolle: über eine Einschränkung entschieden",
  subjects_searched: "In einer Rolle: nach Personen gesucht",
  binding_released: "In einer Rolle: Benutzernamen einer Person freigegeben",
  hold_placed: "In einer Rolle: Aufbewahrungspflicht gesetzt",
  hold_released: "In einer Rolle: Aufbewahrungspflicht aufgehoben",
};

/** @type {Words["ends"]} */
const ends = {
  pending: "wie es endete, ist nicht vermerkt",
  failed: "auf unserer Seite ist etwas fehlgeschlagen",
  not_matched: "der Benutzername war dort nicht bekannt",
  identity_rebound: "der Benutzername gehörte zu einem anderen Konto",
  contact_center_failed: "es kam keine brauchbare Antwort",
  contact_center_timeout: "die Antwort kam nicht rechtzeitig",
};

/** @type {Words["groups"]} */
const groups = {
  profile: {
    title: "Profil",
    text: "Das Konto, wie dieser Dienst es kennt, und ob die Verarbeitung eingeschränkt ist.",
  },
  log: {
    title: "Protokoll und Anmeldungen",
    text: "Was wann und von welchem Gerät aus geschah: Verbindungen, Berichte, Rechte.",
  },
  metadata: { title: "Kopfdaten von Berichten", text: "Ein Satz je Bericht: Thema, Zeiten und wie viele teilnahmen." },
  report_content: {
    title: "Inhalt von Berichten",
    text: "Wer teilnahm, Fragen, Umfragen. Was Berichte über andere sagen, ist hier ausgelassen.",
  },
  accountability: {
    title: "Aufbewahrungspflichten",
    text: "Warum etwas länger als vorgesehen aufbewahrt wird, und bis wann.",
  },
};

/** @type {Words["categories"]} */
const categories = {
  authentication: "Authentifizierungsdaten",
  log: "Log- und Protokolldaten",
  metadata: "Metadaten",
  profile: "Profildaten",
  report_content: "Inhalte von Berichten",
  contract: "Vertragsdaten",
  accountability: "Nachweise",
};

/** @type {Words["purposes"]} */
const purposes = {
  contact_center_access: "Zugang zum Contact Center",
  online_meeting: "Online-Besprechungen",
  webinar_follow_up: "Nachbereitung von Webinaren",
  result_log: "Protokollierung von Ergebnissen",
};

/** @type {Words["legalBases"]} */
const legalBases = {
  "6(1)(a)": "Einwilligung, Art. 6 Abs. 1 Buchst. a DSGVO",
  "6(1)(b)": "Vertrag, Art. 6 Abs. 1 Buchst. b DSGVO",
  "6(1)(c)": "rechtliche Verpflichtung, Art. 6 Abs. 1 Buchst. c DSGVO",
  "6(1)(f)": "berechtigte Interessen, Art. 6 Abs. 1 Buchst. f DSGVO",
};

/** @type {Words["sources"]} */
const sources = {
  sign_in_token: "Anmeldung bei Teams",
  own_report: "eigener Bericht",
  report_of_another_person: "Bericht einer anderen Person",
  this_service: "dieser Dienst",
  the_person: "die Person selbst",
  data_protection_officer: "Datenschutzbeauftragte",
};

/** @type {Words["deadlines"]} */
const deadlines = {
  retention: "spätestens nach 180 Tagen",
  content: "spätestens nach einem Kalendermonat",
  contract: "mit dem Ende des Vertrags der Organisation",
  after_contract: "nach dem Vertrag der Organisation",
  three_years: "nach drei Jahren",
  restriction: "wenn die Einschränkung aufgehoben, entschieden oder vorbei ist",
  hold: "wenn die Pflicht zur Aufbewahrung endet",
  erasure: "31 Tage nach der Löschung oder nach der letzten Pflicht, die sie aufschiebt",
  told: "sobald der Empfänger es weiß, sonst nach 30 Tagen",
};

/** @type {Words["openEnds"]} */
const openEnds = {
  contract: "bis zum Ende des Vertrags",
  restriction: "bis zur Aufhebung oder Entscheidung",
  hold: "bis zum nächsten Löschlauf in wenigen Stunden",
};

/** @type {Words["roles"]} */
const roles = {
  controller: "Verantwortlich",
  data_protection_officer: "Datenschutzbeauftragte",
  supervisory_authority: "Aufsichtsbehörde, für Beschwerden",
};

/** @type {Words["changes"]} */
const changes = {
  erasure: "eine Löschung",
  rectification: "eine Berichtigung",
  restriction: "eine Einschränkung",
  restriction_lifted: "das Ende einer Einschränkung",
};

/** @type {Words} */
export default {
  own,
  other,
  byOfficer,
  inRole,
  ends,
  groups,
  categories,
  purposes,
  legalBases,
  sources,
  deadlines,
  openEnds,
  roles,
  inform: (change) => `Das Contact Center muss noch informiert werden über ${change}`,
  changes,
  header: (topic) => `Bericht ${topic}: Kopfdaten`,
  content: (topic) => (topic === null ? "Bericht: Inhalt" : `Bericht ${topic}: Inhalt`),
  quoted: (text) => `„${text}“`,
  unknownEvent: (kind) => `Etwas wurde protokolliert (${kind})`,
  unknownEntry: (family) => `Ein Eintrag (${family})`,
  heldFor: (sentence) => `${sentence} (nur noch wegen einer Pflicht aufbewahrt)`,
  earlier: (sentence) =>
    `${sentence} (Stand vor einer Änderung oder Löschung; nur noch wegen einer Pflicht aufbewahrt)`,
  loading: "Es wird zusammengetragen, was gespeichert ist …",
  soFar: (count) => `bisher ${count} Einträge`,
  entries: (count, written) => (count === 1 ? "1 Eintrag" : `${written} Einträge`),
  asOf: (entries, time) => `${entries}, Stand ${time}.`,
  until: (day) => `aufbewahrt bis höchstens ${day}`,
  keptOpen: (end) => `aufbewahrt ${end}`,
  soon: "geht mit dem nächsten Löschlauf in wenigen Stunden",
  noTime: "Ohne eigenen Zeitpunkt",
  month: (month, entries) => `${month}: ${entries}`,
  overview: "Wann es gelöscht wird",
  overviewText: "Jeder Punkt ist ein Tag, an dem Einträge spätestens gelöscht sind; je größer, desto mehr.",
  today: "heute",
  dated: (entries, next, last) =>
    next === last
      ? `${entries}: gelöscht bis ${last}`
      : `${entries}: der erste geht bis ${next}, der letzte bis ${last}`,
  undated: (entries) => `${entries} ohne festen Tag`,
  ofThemUndated: (count) => `davon ${count} ohne festen Tag`,
  asTable: "Dasselbe als Tabelle",
  byMonth: "Einträge, die gelöscht werden, nach Monaten",
  goes: "Gelöscht im",
  noDay: "Später oder ohne festen Tag",
  details: {
    rule: "Regel",
    legalBases: "Rechtsgrundlage",
    purposes: "Zweck",
    recipients: "Empfänger",
    source: "Woher",
    categories: "Kategorien",
    facts: "Was gespeichert ist, Wort für Wort",
    told: (name, time) => `${name} (${time})`,
    part: (name) => `Gespeichert als ${name}`,
  },
  correct: {
    open: "Berichtigen",
    topic: "Thema der Besprechung",
    name: "Name im Bericht",
    everywhere: (count) => `Auch in ${count} weiteren Einträgen, in denen dasselbe steht`,
    save: "Berichtigung speichern",
    saving: "Wird berichtigt …",
    done: (count, written) =>
      count === 1
        ? "1 Angabe wurde berichtigt. Keine Frist hat sich verschoben."
        : `${written} Angaben wurden berichtigt. Keine Frist hat sich verschoben.`,
    fewer: "Etwas hatte sich inzwischen geändert oder war gelöscht; die Liste wurde neu geladen.",
    same: "Das steht dort bereits.",
    atSource:
      "Das kommt aus der Anmeldung bei Teams. Ist es falsch, lassen Sie es von Ihrer Administration berichtigen und verbinden Sie sich neu: Das Profil folgt.",
  },
  searched: "Was durchsucht wurde",
  searchedText: (count) => `${count} Tabellen wurden nach Einträgen durchsucht:`,
  gone: "Diese hatten ihre Zeit erreicht und wurden gelöscht, während die Liste entstand:",
  contacts: "An wen Sie sich wenden können",
};
