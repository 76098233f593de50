/** What a report says, section by section; one that it does not have is left out. */

import { amounts } from "../../components/chart.js";
import { table } from "../../components/table.js";
import { h, replace } from "../../dom.js";
import { attendance } from "./attendance.js";
import { facts } from "./facts.js";

/** A webinar may have 20,000 attendees: more rows than these are laid out only when somebody asks for them. */
const ROWS_AT_ONCE = 100;

/** @typedef {{joinedAt?: string | null, leftAt?: string | null}} Times */
/** @typedef {Times & {oid: string | null, name: string, role: string}} Attendee */
/** @typedef {Times & {number: string}} DialIn */
/** @typedef {{askedBy: string | null, question: string, answer?: string | null}} Question */
/** @typedef {{question: string, answers: {choice: string, count: number}[]}} Survey */
/** @typedef {{at: string, author: string | null, text: string}} Message */
/** @typedef {{purpose?: string | null, necessity?: string | null, messages: Message[]}} Chat */
/** @typedef {{announcedAt?: string | null, startedAt: string, consent?: string | null, basis?: string | null}} Recording */

/**
 * As the API has it. Where the reader may not see a person (their processing is restricted), the service has put
 * "Hidden" in place of the name, as it has put "Guest 1" for people from outside.
 * @typedef {object} Content
 * @property {Attendee[]} attendees
 * @property {DialIn[] | null} [dialIn]
 * @property {Question[] | null} [questions]
 * @property {Survey[] | null} [surveys]
 * @property {Chat | null} [chat]
 * @property {Recording | null} [recording]
 */

/** @typedef {import("../../main.js").App} App */
/** @typedef {import("../reports.js").Words} Words */

/**
 * @param {App} app
 * @param {Words} words
 * @param {import("./report.js").Report} report
 * @returns {HTMLElement[]}
 */
export function contentOf(app, words, report) {
  const { dialIn, questions, surveys, chat, recording } = report;
  const attendees = report.attendees.map((each) => ({ ...each, name: shownName(words, each) }));
  const who = nameFinder(words, attendees);
  return [
    attendeesOf(app, words, attendees),
    ...attendance(app, words, report, attendees),
    ...(dialIn?.length ? [dialInOf(app, words, dialIn)] : []),
    ...(questions?.length ? [questionsOf(app, words, questions, who)] : []),
    ...(surveys?.length ? [surveysOf(app, words, surveys)] : []),
    ...(chat ? [chatOf(app, words, chat, who)] : []),
    ...(recording ? [recordingOf(app, words, recording)] : []),
  ];
}

/**
 * @param {Words} words
 * @param {Attendee} attendee
 */
function shownName(words, { oid, name }) {
  if (oid !== null) return name;
  if (name === "Hidden") return words.content.hidden;
  const number = /^Guest (\d+)$/.exec(name)?.[1];
  return number ? words.content.guest(number) : name;
}

/**
 * @param {Words} words
 * @param {Attendee[]} attendees
 * @returns {(oid: string | null) => string}
 */
function nameFinder(words, attendees) {
  const names = new Map(attendees.map(({ oid, name }) => [oid, name]));
  return (oid) => (oid === null ? words.content.outsider : (names.get(oid) ?? words.content.somebody));
}

/**
 * Columns for times of attendance, where the organisation collects them.
 * @template {Times} Row
 * @param {App} app
 * @param {Words} words
 * @param {Row[]} rows
 * @returns {import("../../components/table.js").Column<Row>[]}
 */
function timeColumns(app, words, rows) {
  if (!rows.some(({ joinedAt, leftAt }) => joinedAt || leftAt)) return [];
  return [
    { title: words.content.joined, cell: ({ joinedAt }) => joinedAt && app.format.clock(joinedAt) },
    { title: words.content.left, cell: ({ leftAt }) => leftAt && app.format.clock(leftAt) },
  ];
}

/**
 * @param {App} app
 * @param {Words} words
 * @param {Attendee[]} attendees
 */
function attendeesOf(app, words, attendees) {
  const said = words.content;
  if (attendees.length === 0) return h("section", {}, h("h2", {}, said.attendees), h("p", {}, said.noAttendees));
  return rowsOf(app, words, "h2", "attendees", counted(app, words, said.attendees, attendees), attendees, [
    { title: said.name, cell: ({ name }) => name },
    { title: said.role, cell: ({ role }) => words.roles[role] },
    ...timeColumns(app, words, attendees),
  ]);
}

/**
 * @param {App} app
 * @param {Words} words
 * @param {DialIn[]} dialIn
 */
function dialInOf(app, words, dialIn) {
  return rowsOf(app, words, "h2", "dial-in", counted(app, words, words.content.dialIn, dialIn), dialIn, [
    { title: words.content.number, cell: ({ number }) => number },
    ...timeColumns(app, words, dialIn),
  ]);
}

/**
 * @param {App} app
 * @param {Words} words
 * @param {Question[]} questions
 * @param {(oid: string | null) => string} who
 */
function questionsOf(app, words, questions, who) {
  return rowsOf(app, words, "h2", "questions", counted(app, words, words.content.questions, questions), questions, [
    { title: words.content.question, cell: ({ question }) => lines(question) },
    { title: words.content.askedBy, cell: ({ askedBy }) => who(askedBy) },
    { title: words.content.answer, cell: ({ answer }) => lines(answer || words.content.noAnswer) },
  ]);
}

/**
 * @param {App} app
 * @param {Words} words
 * @param {Survey[]} surveys
 */
function surveysOf(app, words, surveys) {
  const all = surveys.map((survey, index) => surveyOf(app, words, `survey-${index}`, survey));
  return h("section", {}, h("h2", {}, words.content.surveys), ...all);
}

/**
 * @param {App} app
 * @param {Words} words
 * @param {string} id
 * @param {Survey} survey
 */
function surveyOf(app, words, id, { question, answers }) {
  if (answers.length === 0) return h("div", {}, h("h3", {}, question), h("p", {}, words.content.noCount));
  const numbers = answers.map(({ choice, count }) => ({ label: choice, value: count, text: app.format.number(count) }));
  return h(
    "div",
    { class: "survey" },
    rowsOf(app, words, "h3", id, question, answers, [
      { title: words.content.choice, cell: ({ choice }) => choice },
      { title: words.content.count, cell: ({ count }) => app.format.number(count), number: true },
    ]),
    answers.length <= ROWS_AT_ONCE && h("figure", {}, amounts(words.content.surveyChart, numbers)),
  );
}

/**
 * @param {App} app
 * @param {Words} words
 * @param {Chat} chat
 * @param {(oid: string | null) => string} who
 */
function chatOf(app, words, { purpose, necessity, messages }, who) {
  return h(
    "section",
    {},
    h("h2", {}, words.content.chat),
    facts([
      [words.content.purpose, purpose && (words.purposes[purpose] ?? purpose)],
      [words.content.necessity, necessity && lines(necessity)],
    ]),
    rowsOf(app, words, "h3", "messages", counted(app, words, words.content.messages, messages), messages, [
      { title: words.content.at, cell: ({ at }) => app.format.time(at) },
      { title: words.content.author, cell: ({ author }) => who(author) },
      { title: words.content.text, cell: ({ text }) => lines(text) },
    ]),
  );
}

/**
 * @param {App} app
 * @param {Words} words
 * @param {Recording} recording
 */
function recordingOf(app, words, { announcedAt, startedAt, consent, basis }) {
  return h(
    "section",
    {},
    h("h2", {}, words.content.recording),
    h("p", {}, words.content.recordingWhat),
    facts([
      [words.content.announced, announcedAt && app.format.time(announcedAt)],
      [words.content.started, app.format.time(startedAt)],
      [words.content.consent, consent && words.consents[consent]],
      [words.content.basis, basis],
    ]),
  );
}

/**
 * A heading with how many there are.
 * @param {App} app
 * @param {Words} words
 * @param {string} title
 * @param {unknown[]} rows
 */
function counted(app, words, title, rows) {
  return words.content.counted(title, app.format.number(rows.length));
}

/**
 * A table under a heading, at first of no more rows than a browser lays out at once.
 * @template Row
 * @param {App} app
 * @param {Words} words
 * @param {"h2" | "h3"} level
 * @param {string} id Of the heading.
 * @param {string} title
 * @param {Row[]} rows
 * @param {import("../../components/table.js").Column<Row>[]} columns
 */
function rowsOf(app, words, level, id, title, rows, columns) {
  const place = h("div", {}, table({ labelledBy: id }, columns, rows.slice(0, ROWS_AT_ONCE)));
  const showAll = () => {
    replace(place, table({ labelledBy: id }, columns, rows));
    const next = /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("tbody th"))[ROWS_AT_ONCE];
    next?.setAttribute("tabindex", "-1");
    next?.focus();
  };
  if (rows.length > ROWS_AT_ONCE) {
    const label = words.content.all(app.format.number(rows.length));
    const button = h("button", { type: "button", class: "quiet", onclick: showAll }, label);
    place.append(h("p", {}, button));
  }
  return h("section", {}, h(level, { id }, title), place);
}

/**
 * Text with the line breaks that it was written with.
 * @param {string} text
 */
function lines(text) {
  return h("span", { class: "lines" }, text);
}
