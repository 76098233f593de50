/** Uploading the CSV that Teams lets organisers download. It names neither its meeting nor a zone, so both are asked. */

import { Refused } from "../../api.js";
import { busy } from "../../components/busy.js";
import { showFailure } from "../../components/failure.js";
import { h, replace } from "../../dom.js";
import { bytesOf } from "./file.js";
import { importedList } from "./imported.js";

/** What may stand in a header, and an id's length in the service. */
const MEETING = /^[\x21-\x7e]{1,512}$/;

/**
 * @param {import("../../main.js").App} app
 * @param {import("../reports.js").Words} words
 * @param {import("./add.js").ImportWords} said
 * @param {() => unknown} changed Called when a report has been stored.
 */
export function csvForm(app, words, said, changed) {
  const [progress, told] = [h("div"), h("div")];
  const list = importedList(app, words, said);
  const today = dayOf(new Date());
  /** @type {File | null} */
  let file = null;
  const chosen = h("p", { id: "csv-chosen", role: "status" }, said.csv.nothing);
  const input = h("input", {
    type: "file",
    accept: ".csv,text/csv",
    onchange: () => {
      take([...(input.files ?? [])]);
      // Else choosing the same file again, once it is mended, would change nothing.
      input.value = "";
    },
  });
  const meeting = h("input", { id: "csv-meeting", autocomplete: "off", spellcheck: "false", required: true });
  const day = h("input", { id: "csv-day", type: "date", max: today, value: today, required: true });
  const fault = h("p", { id: "csv-fault", class: "fault", role: "alert" });
  meeting.setAttribute("aria-describedby", "csv-meeting-hint csv-fault");
  day.setAttribute("aria-describedby", "csv-day-hint csv-fault");
  input.setAttribute("aria-describedby", "csv-chosen");

  /** @param {File[]} files */
  const take = (files) => {
    const [first] = files;
    if (!first) return;
    file = first;
    // A report is mostly downloaded on the day of its meeting.
    day.value = dayOf(new Date(first.lastModified));
    replace(chosen, files.length > 1 ? said.csv.onlyOne(first.name) : said.csv.chosen(first.name));
    replace(fault);
    replace(told);
    list.clear();
  };

  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const [wrong, why] = faultOf();
    for (const each of [meeting, day]) each.setAttribute("aria-invalid", String(each === wrong));
    replace(fault, why);
    if (wrong) wrong.focus();
    else await send();
  };

  /** @returns {[HTMLElement | null, string | false]} */
  const faultOf = () => {
    if (file === null) return [input, said.csv.noFile];
    if (!MEETING.test(meeting.value.trim())) return [meeting, said.csv.noMeeting];
    if (!day.checkValidity()) return [day, said.csv.noDay];
    return [null, false];
  };

  let running = false;
  const send = async () => {
    if (file === null || running) return;
    running = true;
    replace(told);
    list.clear();
    const bar = busy(progress, words.add.sending);
    try {
      const raw = await bytesOf(file);
      if (raw === null) replace(told, h("p", {}, words.add.unreadable));
      else await list.add(await post(raw));
      bar.end();
      app.announce(said.done(list.count("stored"), list.count("already_there"), list.count("refused"), 0));
    } catch (error) {
      bar.end();
      // The same file with the same entries would meet the same refusal again.
      const isFinal = error instanceof Refused && error.status < 500 && error.status !== 429;
      await showFailure(app, told, error, isFinal ? undefined : send);
    }
    running = false;
    if (list.count("stored") > 0 && !app.signal.aborted) await changed();
  };

  /**
   * @param {ArrayBuffer} raw
   * @returns {Promise<import("./imported.js").Answer>}
   */
  const post = (raw) =>
    app.api.json("POST", "reports/import", {
      raw,
      headers: {
        "content-type": "text/csv",
        "x-meeting-id": meeting.value.trim(),
        "x-meeting-date": day.value,
        "x-utc-offset": offsetOn(day.value),
      },
    });

  const parts = [
    h("p", {}, said.csv.what),
    h(
      "form",
      { novalidate: true, onsubmit: submit },
      h("p", {}, h("label", { class: "button quiet file" }, said.csv.choose, input)),
      chosen,
      h("label", { for: "csv-meeting" }, said.csv.meeting),
      meeting,
      h("p", { id: "csv-meeting-hint", class: "fine" }, said.csv.meetingHint),
      h("label", { for: "csv-day" }, said.csv.day),
      day,
      h("p", { id: "csv-day-hint", class: "fine" }, said.csv.dayHint),
      fault,
      h("button", {}, said.csv.act),
    ),
    progress,
    told,
    ...list.elements,
  ];
  return { parts, take };
}

/**
 * The day of an instant here, as a field for days has it.
 * @param {Date} date
 */
function dayOf(date) {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
}

/**
 * How far the clocks here are ahead of UTC on a day, at noon: none is changed then.
 * @param {string} day
 * @returns {string} Such as "+02:00".
 */
export function offsetOn(day) {
  const minutes = -new Date(`${day}T12:00:00`).getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
}
