// Times, numbers and ends of deadlines as people read them, and the choice of the language.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { formatsOf } from "../../../shared/tab/static/format.js";
import { languageOf } from "../../../shared/tab/static/language.js";
import held from "../../../shared/tab/static/locales/en/held.js";
import { keptUntil } from "../../../shared/tab/static/screens/data/until.js";

const LATE = "2026-11-23T23:30:00Z";

beforeEach(() => {
  process.env.TZ = "Europe/Berlin";
});

test("an instant is told in the reader's zone", () => {
  const format = formatsOf("en-GB");

  assert.equal(format.day(LATE), "24 Nov 2026");
  assert.equal(format.clock(LATE), "00:30");
  assert.equal(format.time(LATE), "24 Nov 2026, 00:30");
});

test("a day and its month are the same in every zone", () => {
  process.env.TZ = "America/St_Johns";
  const format = formatsOf("en-GB");

  assert.equal(format.date("2026-11-01"), "1 Nov 2026");
  assert.equal(format.month("2026-11-01"), "November 2026");
});

test("days and numbers are written as in the locale", () => {
  assert.deepEqual([formatsOf("de").number(12345), formatsOf("de").date("2026-11-01")], ["12.345", "01.11.2026"]);
  assert.equal(formatsOf("en-US").date("2026-11-01"), "Nov 1, 2026");
});

test("an unknown locale is read as British English", () => {
  assert.equal(formatsOf("xx").locale, "en-GB");
});

test("who uses Teams in German reads German, and everybody else English", () => {
  assert.deepEqual(["de", "de-AT", "DE-de"].map(languageOf), ["de", "de", "de"]);
  assert.deepEqual(["en-GB", "fr", "den", ""].map(languageOf), ["en", "en", "en", "en"]);
});

test("an entry is kept until its day, until the next clean-up, or with its rule", () => {
  const app = { format: formatsOf("en-GB") };
  const until = (deleteBy, deadline = "retention") => keptUntil(app, held, { deleteBy, deadline }, LATE);

  assert.equal(until("2026-12-24T12:00:00Z"), "kept until 24 Dec 2026 at most");
  assert.equal(until(LATE), "goes with the next clean-up, within hours");
  assert.equal(until(null, "contract"), "kept until the contract ends");
  assert.equal(until(null, "three_years"), "kept three years");
});
