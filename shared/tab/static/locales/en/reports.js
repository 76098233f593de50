/** The list of reports, one report, and adding reports. */

/** @param {number} count @param {string} one @param {string} many */
const counted = (count, one, many) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/** @type {Record<string, string>} */
const types = { meeting: "Meeting", webinar: "Webinar" };

/** @type {Record<string, string>} */
const roles = {
  organizer: "Organiser",
  coorganizer: "Co-organiser",
  presenter: "Presenter",
  attendee: "Attendee",
  unknown: "Not known",
};

/** @type {Record<string, string>} */
const consents = { obtained: "Obtained", not_required: "Not required" };

/** @type {Record<string, string>} */
const purposes = { result_log: "Log of results" };

export default {
  title: "Reports",
  limits:
    "The content of a report is deleted a month after the meeting at the latest, its header after 180 days. You need not do anything for it.",

  list: {
    lastDays: "Meetings of the last 31 days",
    between: (/** @type {string} */ from, /** @type {string} */ to) => `Meetings from ${from} to ${to}`,
    caption: "Your reports, newest first",
    loading: "Loading the reports …",
    topic: "Topic",
    type: "Type",
    when: "When",
    participants: "Participants",
    contentUntil: "Content kept until",
    contentDeleted: "Content deleted",
    deleteBy: "Header deleted by",
    more: "Show more",
    empty: "You have no reports here yet",
    emptyHow:
      "A report gets here when you fetch it from Teams or upload its file under “Add reports”. You have to be connected to your contact centre first:",
    connect: "Connect",
    emptyRange: "No report of yours is about a meeting that ended in this time.",
  },

  range: {
    title: "Choose other days",
    from: "From",
    to: "To",
    hint: (/** @type {string} */ first) =>
      `Days are in UTC and count by the end of the meeting; the earliest is ${first}.`,
    show: "Show these days",
    lastDays: "Back to the last 31 days",
    wrong: (/** @type {string} */ first, /** @type {string} */ last) =>
      `Enter two days between ${first} and ${last}, the earlier one first.`,
  },

  add: {
    title: "Add reports",
    way: "Upload report files (JSON)",
    what: "Report files are JSON, 4 MiB each at most. Choose one or several, or drop them anywhere on this screen.",
    choose: "Choose report files",
    results: "Results of the upload",
    sending: "Uploading …",
    sendingOne: (/** @type {number} */ number, /** @type {number} */ total, /** @type {string} */ name) =>
      `Uploading ${number} of ${total}: ${name}`,
    waiting: "Not sent yet",
    stored: "Stored.",
    replaced: "Stored. It replaced the same report.",
    whole: "Nothing had to be left out.",
    guests: (/** @type {number} */ count) => `${counted(count, "guest was", "guests were")} stored without a name.`,
    numbers: (/** @type {number} */ count) =>
      `${counted(count, "telephone number was", "telephone numbers were")} cut to the country code and two digits.`,
    open: "Open the report",
    unreadable: "Not sent: this device could not read the file.",
    stopped: (/** @type {number} */ count) =>
      `${counted(count, "file has", "files have")} not been sent yet. What is stored stays stored.`,
    done: (/** @type {number} */ stored, /** @type {number} */ total) =>
      total === 1
        ? stored === 1
          ? "The report is stored."
          : "The report was not stored."
        : `${stored} of ${total} reports are stored.`,
  },

  report: {
    all: "All reports",
    facts: "The meeting",
    type: "Type",
    began: "Began",
    ended: "Ended",
    lasted: "Lasted",
    participants: "Participants",
    contentUntil: "Content kept until",
    deleteBy: "Header deleted by",
    minimised: "Left out when stored",
    guests: (/** @type {number} */ count) => counted(count, "guest’s name", "guests’ names"),
    numbers: (/** @type {number} */ count) =>
      `all but two digits of ${counted(count, "telephone number", "telephone numbers")}`,
    and: " and ",
    meetingId: "Meeting id",
    reportId: "Report id",
    csv: "Download CSV",
    json: "Download JSON",
    loading: "Fetching the file …",
    saved: "The file has been handed to your downloads.",
    gone: "The content has been deleted",
    goneWhy: (/** @type {string} */ until, /** @type {string} */ deleteBy) =>
      `What was said and who took part is kept for a month after a meeting at most; for this one that was until ${until}. What you see here, the header, goes by ${deleteBy}.`,
    delete: "Delete",
    question: "Delete this report?",
    whatGoes: (/** @type {string} */ topic) =>
      `The report “${topic}” goes at once, with all its content: attendees, telephone numbers, questions, surveys, chat and what is noted of a recording.`,
    forGood: "This cannot be undone. Files that you have downloaded stay with you.",
    yes: "Delete the report",
    no: "Keep it",
    deleting: "Deleting …",
    deleted: (/** @type {string} */ topic) => `The report “${topic}” has been deleted.`,
  },

  content: {
    counted: (/** @type {string} */ title, /** @type {string} */ count) => `${title} (${count})`,
    all: (/** @type {string} */ count) => `Show all ${count}`,
    attendees: "Attendees",
    noAttendees: "No attendee is named.",
    name: "Name",
    role: "Role",
    joined: "Joined",
    left: "Left",
    guest: (/** @type {string} */ number) => `Guest ${number}`,
    hidden: "Hidden: processing is restricted",
    attendance: "Who was there when",
    attendanceChart: "A bar chart of who was there when; the table of attendees has the times.",
    dialIn: "Dial-in",
    number: "Number",
    questions: "Questions and answers",
    question: "Question",
    askedBy: "Asked by",
    answer: "Answer",
    noAnswer: "None yet",
    outsider: "A guest",
    somebody: "Somebody who is not among the attendees",
    surveys: "Surveys",
    choice: "Choice",
    count: "Answers",
    noCount: "Nobody has answered.",
    surveyChart: "A bar chart of the answers; the table has its numbers.",
    chat: "Chat",
    purpose: "Purpose",
    necessity: "Why it is needed",
    messages: "Messages",
    at: "When",
    author: "From",
    text: "Message",
    recording: "Recording",
    recordingWhat: "Noted is that there was one. The recording itself is never kept here.",
    announced: "Announced",
    started: "Began",
    consent: "Consent",
    basis: "Why, or on what basis",
  },

  types,
  roles,
  consents,
  purposes,
};
