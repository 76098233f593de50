/** Adding reports from where they are: Teams itself, or the CSV that it lets organisers download. */

/** @param {number} count @param {string} one @param {string} many */
const counted = (count, one, many) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

export default {
  minimised: "Guests lose their names and telephone numbers all but two digits before anything is stored.",
  results: "Results of the import",
  untitled: "A report",
  ended: (/** @type {string} */ time) => `(ended ${time})`,
  there: "It is there already; nothing was changed.",
  and: " and ",
  engagement: (/** @type {number} */ count) =>
    `${counted(count, "entry", "entries")} on engagement (camera, microphone, raised hands, reactions)`,
  freeText: (/** @type {number} */ count) =>
    counted(count, "free text of a registration", "free texts of registrations"),
  dropped: (/** @type {string} */ what) => `Left out, because it is never stored here: ${what}.`,
  done: (
    /** @type {number} */ stored,
    /** @type {number} */ there,
    /** @type {number} */ refused,
    /** @type {number} */ left,
  ) =>
    [
      stored + there + refused + left === 0 && "Nothing was stored.",
      stored > 0 && counted(stored, "report is stored.", "reports are stored."),
      there > 0 && counted(there, "report was there already.", "reports were there already."),
      refused > 0 && counted(refused, "report was refused.", "reports were refused."),
      left > 0 && counted(left, "report is still to be fetched.", "reports are still to be fetched."),
    ]
      .filter((sentence) => sentence !== false)
      .join(" "),

  fetch: {
    title: "Fetch from Teams",
    rights:
      "The service asks Teams in your name, with your own rights, and only when you press the button. It reads the meeting and its attendance reports, for a webinar also the registrations. Teams gives these to organisers only.",
    what: "Join link of the meeting, or link or id of the webinar",
    where:
      "The link is in the invitation: “Join the meeting now”, or in the calendar of Teams under the meeting’s menu (…), “Copy link”.",
    wrong: "Enter the join link of a meeting as it stands in the invitation, or the link or id of a webinar.",
    act: "Fetch the reports",
    fetching: "Fetching from Teams …",
    fetchingRest: (/** @type {number} */ done, /** @type {number} */ total) =>
      `Fetching from Teams: ${done} of ${total} reports are done`,
    none: "Teams has no attendance report of it. It comes some minutes after the end, unless it is switched off in the meeting’s options.",
    left: (/** @type {number} */ count) =>
      `${counted(count, "report is", "reports are")} still to be fetched: there was no time for all of them. What is stored stays stored.`,
    rest: "Fetch the rest",
  },

  csv: {
    title: "Upload the CSV from Teams",
    what: "Teams lets organisers download the attendance report as a CSV file: in the meeting, under “Attendance”, “Download”. Choose it unchanged, or drop it anywhere on this screen.",
    choose: "Choose the CSV file",
    nothing: "No file is chosen yet.",
    chosen: (/** @type {string} */ name) => `Chosen: ${name}`,
    onlyOne: (/** @type {string} */ name) => `One CSV file at a time. Chosen: ${name}`,
    meeting: "Join link or id of the meeting",
    meetingHint: "The file does not say which meeting it is of. The same meeting has to have the same link each time.",
    day: "Day on which the meeting began",
    dayHint:
      "It tells whether 3/4 is in March or in April. The times in the file are taken to be those of this device’s time zone.",
    act: "Upload the CSV",
    noFile: "Choose a file first.",
    noMeeting: "Enter the join link or the id of the meeting: letters, digits and signs, 512 at most and no spaces.",
    noDay: "Enter the day of the meeting; it cannot be in the future.",
  },
};
