/** Erasure and restriction: what they do, what stays and why, and who is told. */

/** What rows are called, as in "7 log entries". @type {Record<string, string>} */
const families = {
  activity: "log entries",
  meetings: "headers of reports",
  reports: "contents of reports",
  profiles: "profile and username",
  restrictions: "restriction of processing",
  held: "what only a duty had kept",
  mentions: "mentions in reports that others stored",
};

/** Why something is kept past its time. @type {Record<string, string>} */
const holdGrounds = {
  accounting_records: "accounting records",
  accounting_vouchers: "accounting vouchers",
  business_letters: "business letters",
  legal_claims: "legal claims",
  authority_order: "an authority's order",
  restriction_unlawful: "asked for instead of erasure, because the processing is said to be unlawful",
  restriction_claims: "asked for, because it is needed for legal claims",
};

/** @typedef {{title: string, what: string, ends: string}} Ground */

/** The five grounds of a restriction. @type {Record<string, Ground>} */
const grounds = {
  accuracy: {
    title: "What is kept about me is not right",
    what: "While it is checked, nothing is forwarded, and others do not see you in reports.",
    ends: "It ends when a data protection officer decides. Nothing resumes by itself.",
  },
  objection: {
    title: "I object, for reasons of my own situation",
    what: "Nothing is forwarded, and others do not see you in reports, until your objection is decided.",
    ends: "It ends when a data protection officer decides. Nothing resumes by itself.",
  },
  consent: {
    title: "I withdraw my consent to recordings",
    what: "What is noted about recordings with consent goes from your reports and from those that name you, and is not noted again. You can still connect.",
    ends: "It ends when you lift it, which gives the consent again.",
  },
  unlawful: {
    title: "It is unlawful, but keep it for now",
    what: "Instead of being erased, what is yours is kept up to a day that you choose. Until then it is not used: nothing is forwarded, and others do not see you in reports. An officer confirms that.",
    ends: "It ends after that day, or earlier when you lift it. Then your data goes by its deadlines again.",
  },
  claims: {
    title: "I need it for legal claims",
    what: "What is yours is kept for you past its time, up to a day that you choose. Until then it is not used: nothing is forwarded, and others do not see you in reports. An officer confirms that.",
    ends: "It ends after that day, or earlier when you lift it. Then your data goes by its deadlines again.",
  },
};

const erase = {
  own: {
    title: "Erase",
    what: "Erases what is kept about you, at once and everywhere, except for what has to stay.",
    start: "Erase my data …",
    question: "Erase what is kept about you?",
    goes: "Your profile, your reports with all that is in them, the log of what you did, and your name and words in reports that others stored.",
    stays: [
      "What a law or a claim makes your organisation keep: it is hidden, and goes by itself when that ends. The answer names it with its ground and last day. If you asked for that yourself, lift it first.",
      "One entry in the log, that you asked for this and how it ended; and for 31 days a note that keeps what is older from coming back.",
      "What you did in a role, such as data protection officer: it is accountability, and stays its 180 days.",
    ],
    after: "Your contact centre is told to erase, too. When you connect again, there will be a profile of you again.",
    tick: "I have read this. Erase what is kept about me.",
    yes: "Erase for good",
    no: "Keep everything",
  },
  other: {
    title: "Erase",
    what: "Erases what is kept about this person, at once and everywhere, except for what has to stay.",
    start: "Erase this person's data …",
    question: "Erase what is kept about this person?",
    goes: "The profile, the person's reports with all that is in them, the log of what the person did, and the name and words in reports that others stored.",
    stays: [
      "What a law or a claim makes your organisation keep: it is hidden, and goes by itself when that ends. The answer names it with its ground and last day.",
      "One entry in the person's log, that this was done and how it ended, and one in yours; and for 31 days a note that keeps what is older from coming back.",
      "What the person did in a role: it is accountability, and stays its 180 days.",
    ],
    after: "The contact centre is told to erase, too. When the person connects again, there will be a profile again.",
    tick: "I have read this. Erase what is kept about this person.",
    yes: "Erase for good",
    no: "Keep everything",
  },
};

export default {
  families,
  holdGrounds,
  grounds,
  erase,
  goesTitle: "What goes",
  staysTitle: "What stays, and why",
  erasing: "Erasing …",
  erased: "It is erased",
  erasedInPart: "What may go is erased; some of it has to stay",
  went: "What went",
  nothingWent: "There was nothing to erase.",
  count: (/** @type {string} */ count, /** @type {string} */ family) => `${count} × ${family}`,
  kept: (/** @type {string} */ family, /** @type {string} */ ground, /** @type {string} */ day) =>
    `${family}: ${ground}, until ${day}`,
  alwaysStays:
    "One entry in the log, that this was asked for and how it ended, and for 31 days a note that nothing older comes back.",
  notesTitle: "Good to know",
  /** What the service says in English only, in this language. @type {Record<string, string>} */
  said: {},
  toldTitle: "Who is told",
  told: (/** @type {string} */ name) => `${name} has been told.`,
  notYetTold: (/** @type {string} */ name) => `${name} could not be told yet. It is tried again for 30 days.`,
  nobodyTold: "Nobody has to be told: no contact centre has received anything about this.",
};
