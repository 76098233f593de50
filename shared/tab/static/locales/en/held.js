/** What is kept about a person, entry by entry. `own` speaks to the person, `other` about them to an officer. */

const own = {
  title: "What is kept about you",
  none: "Nothing is kept about you.",
  connected: (/** @type {string} */ instance) => `You connected to the contact centre at ${instance}`,
  notConnected: (/** @type {string} */ instance, /** @type {string} */ why) =>
    `You tried to connect to the contact centre at ${instance}: ${why}`,
  stored: (/** @type {string} */ topic) => `You stored the report ${topic}`,
  deleted: (/** @type {string} */ topic) => `You deleted the report ${topic}`,
  /** @type {Record<string, string>} */
  events: {
    report_stored: "You stored a report",
    report_deleted: "You deleted a report",
    data_read: "You looked at what is kept about you",
    data_exported: "You took your data along",
    data_corrected: "You corrected what is kept about you",
    data_erased: "You asked for the erasure of your data",
    processing_restricted: "You asked to restrict processing",
    restriction_lifted: "You lifted the restriction of processing",
  },
  profile: (/** @type {string} */ username) => `Your profile: ${username}`,
  binding: "Your username belongs to this account",
  restriction: (/** @type {string} */ ground) => `You asked to restrict processing. The ground: ${ground}`,
  mention: "You are named in a report that somebody else stored",
  words: "Your words are in a report that somebody else stored",
  holdAboutYou: (/** @type {string} */ ground) => `A duty to keep data about you: ${ground}`,
  holdByYou: (/** @type {string} */ ground) => `You placed a duty to keep data: ${ground}`,
  erasure: {
    running: "The erasure of your data is under way",
    deferred: "The erasure of your data waits for what has to be kept",
    done: "Your data was erased; this note keeps it from coming back",
  },
};

/** @type {typeof own} */
const other = {
  title: "What is kept about this person",
  none: "Nothing is kept about this person.",
  connected: (instance) => `Connected to the contact centre at ${instance}`,
  notConnected: (instance, why) => `Tried to connect to the contact centre at ${instance}: ${why}`,
  stored: (topic) => `Stored the report ${topic}`,
  deleted: (topic) => `Deleted the report ${topic}`,
  events: {
    report_stored: "Stored a report",
    report_deleted: "Deleted a report",
    data_read: "Looked at what is kept",
    data_exported: "Took the data along",
    data_corrected: "Corrected what is kept",
    data_erased: "Asked for erasure",
    processing_restricted: "Asked to restrict processing",
    restriction_lifted: "Lifted the restriction of processing",
  },
  profile: (username) => `Profile: ${username}`,
  binding: "The username belongs to this account",
  restriction: (ground) => `Asked to restrict processing. The ground: ${ground}`,
  mention: "Named in a report that somebody else stored",
  words: "Words in a report that somebody else stored",
  holdAboutYou: (ground) => `A duty to keep data about this person: ${ground}`,
  holdByYou: (ground) => `Placed a duty to keep data: ${ground}`,
  erasure: {
    running: "An erasure is under way",
    deferred: "An erasure waits for what has to be kept",
    done: "The data was erased; this note keeps it from coming back",
  },
};

/** What an officer did with the person's data. @type {Record<string, string>} */
const byOfficer = {
  data_read: "A data protection officer looked at what is kept",
  data_corrected: "A data protection officer corrected what is kept",
  data_erased: "A data protection officer erased the data",
  restriction_decided: "A data protection officer decided that the restriction ends",
  subjects_searched: "A data protection officer searched for the person",
  binding_released: "A data protection officer released the username",
  hold_placed: "A data protection officer placed a duty to keep data",
  hold_released: "A data protection officer released a duty to keep data",
};

/** What the person did in a role, with others' data. @type {Record<string, string>} */
const inRole = {
  tenant_registered: "In a role: registered an organisation",
  tenant_ended: "In a role: ended an organisation's contract",
  retention_run: "In a role: started a run of deletion",
  data_read: "In a role: looked at somebody's data",
  data_corrected: "In a role: corrected somebody's data",
  data_erased: "In a role: erased somebody's data",
  restriction_decided: "In a role: decided on somebody's restriction",
  subjects_searched: "In a role: searched for people",
  binding_released: "In a role: released somebody's username",
  hold_placed: "In a role: placed a duty to keep data",
  hold_released: "In a role: released a duty to keep data",
};

/** How a forward ended that did not lead into the contact centre. @type {Record<string, string>} */
const ends = {
  pending: "how it ended is not on record",
  failed: "it failed on our side",
  not_matched: "it did not know the username",
  identity_rebound: "the username belonged to another account",
  contact_center_failed: "it gave no usable answer",
  contact_center_timeout: "it did not answer in time",
};

/** @type {Record<string, {title: string, text: string}>} */
const groups = {
  profile: { title: "Profile", text: "The account as this service knows it, and whether processing is restricted." },
  log: { title: "Log and sign-ins", text: "What was done, when, and from which device: connecting, reports, rights." },
  metadata: { title: "Headers of reports", text: "One for each report: topic, times, and how many took part." },
  report_content: {
    title: "Content of reports",
    text: "Who took part, questions, surveys. What reports say of other people is left out here.",
  },
  accountability: { title: "Duties to keep data", text: "Why something is kept longer than its time, and until when." },
};

/** @type {Record<string, string>} */
const categories = {
  authentication: "authentication data",
  log: "log and protocol data",
  metadata: "metadata",
  profile: "profile data",
  report_content: "content of reports",
  contract: "contract data",
  accountability: "accountability",
};

/** @type {Record<string, string>} */
const purposes = {
  contact_center_access: "access to the contact centre",
  online_meeting: "online meetings",
  webinar_follow_up: "follow-up of webinars",
  result_log: "record of results",
};

/** @type {Record<string, string>} */
const legalBases = {
  "6(1)(a)": "consent, Art. 6(1)(a) GDPR",
  "6(1)(b)": "contract, Art. 6(1)(b) GDPR",
  "6(1)(c)": "legal obligation, Art. 6(1)(c) GDPR",
  "6(1)(f)": "legitimate interests, Art. 6(1)(f) GDPR",
};

/** @type {Record<string, string>} */
const sources = {
  sign_in_token: "the sign-in to Teams",
  own_report: "an own report",
  report_of_another_person: "a report of somebody else",
  this_service: "this service",
  the_person: "the person",
  data_protection_officer: "a data protection officer",
};

/** The rule by which an entry goes. @type {Record<string, string>} */
const deadlines = {
  retention: "180 days at the latest",
  content: "one calendar month at the latest",
  contract: "with the end of your organisation's contract",
  after_contract: "after your organisation's contract",
  three_years: "three years",
  restriction: "when the restriction is lifted, decided or over",
  hold: "when the duty to keep it ends",
  erasure: "31 days after the erasure, or after the last duty that delays it",
  told: "once the recipient has been told, or after 30 days",
};

/** Until when, where there is no date. @type {Record<string, string>} */
const openEnds = {
  contract: "until the contract ends",
  restriction: "until it is lifted or decided",
  hold: "until the next clean-up, within hours",
};

/** @type {Record<string, string>} */
const roles = {
  controller: "Responsible",
  data_protection_officer: "Data protection officer",
  supervisory_authority: "Supervisory authority, for complaints",
};

/** @type {Record<string, string>} */
const changes = {
  erasure: "an erasure",
  rectification: "a correction",
  restriction: "a restriction",
  restriction_lifted: "the end of a restriction",
};

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
  inform: (/** @type {string} */ change) => `The contact centre has still to be told of ${change}`,
  changes,
  header: (/** @type {string} */ topic) => `Report ${topic}: header`,
  content: (/** @type {string | null} */ topic) => (topic === null ? "Report: content" : `Report ${topic}: content`),
  quoted: (/** @type {string} */ text) => `“${text}”`,
  unknownEvent: (/** @type {string} */ kind) => `Something was logged (${kind})`,
  unknownEntry: (/** @type {string} */ family) => `An entry (${family})`,
  heldFor: (/** @type {string} */ sentence) => `${sentence} (kept only because of a duty)`,
  earlier: (/** @type {string} */ sentence) =>
    `${sentence} (as it was before it was changed or deleted; kept only because of a duty)`,
  loading: "Gathering what is kept …",
  soFar: (/** @type {string} */ count) => `${count} entries so far`,
  entries: (/** @type {number} */ count, /** @type {string} */ written) =>
    count === 1 ? "1 entry" : `${written} entries`,
  asOf: (/** @type {string} */ entries, /** @type {string} */ time) => `${entries}, as of ${time}.`,
  until: (/** @type {string} */ day) => `kept until ${day} at most`,
  keptOpen: (/** @type {string} */ end) => `kept ${end}`,
  soon: "goes with the next clean-up, within hours",
  noTime: "Without a time of its own",
  month: (/** @type {string} */ month, /** @type {string} */ entries) => `${month}: ${entries}`,
  overview: "When it goes",
  overviewText: "Each mark is a day on which entries are deleted at the latest; the larger, the more.",
  today: "today",
  dated: (/** @type {string} */ entries, /** @type {string} */ next, /** @type {string} */ last) =>
    next === last ? `${entries}: gone by ${last}` : `${entries}: the first goes by ${next}, the last by ${last}`,
  undated: (/** @type {string} */ entries) => `${entries}, without a fixed day`,
  ofThemUndated: (/** @type {string} */ count) => `of them ${count} without a fixed day`,
  asTable: "The same as a table",
  byMonth: "Entries that go, by month",
  goes: "Goes in",
  noDay: "Later, or no fixed day",
  details: {
    rule: "Rule",
    legalBases: "Legal basis",
    purposes: "Purpose",
    recipients: "Recipients",
    source: "From",
    categories: "Categories",
    facts: "What is stored, word for word",
    told: (/** @type {string} */ name, /** @type {string} */ time) => `${name} (${time})`,
    part: (/** @type {string} */ name) => `Stored as ${name}`,
  },
  correct: {
    open: "Correct this",
    topic: "Topic of the meeting",
    name: "Name in the report",
    everywhere: (/** @type {string} */ count) => `Also in ${count} more entries that say the same`,
    save: "Save the correction",
    saving: "Correcting …",
    done: (/** @type {number} */ count, /** @type {string} */ written) =>
      count === 1
        ? "1 fact was corrected. No deadline has moved."
        : `${written} facts were corrected. No deadline has moved.`,
    fewer: "Something had changed or gone meanwhile; the list has been loaded again.",
    same: "That is what stands there already.",
    atSource:
      "This comes from the sign-in to Teams. If it is wrong, have your administrator correct it and connect again: the profile follows.",
  },
  searched: "What was searched",
  searchedText: (/** @type {string} */ count) => `${count} tables were searched for entries:`,
  gone: "These reached their time and were deleted while the list was made:",
  contacts: "Whom to turn to",
};
