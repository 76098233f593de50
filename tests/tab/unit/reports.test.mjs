// What a person enters to find or import reports, and what the tab makes of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { offsetOn } from "../../../shared/tab/static/screens/reports/csv.js";
import { requestOf } from "../../../shared/tab/static/screens/reports/fetch.js";
import { bytesOf } from "../../../shared/tab/static/screens/reports/file.js";
import { addressOf, rangeOf } from "../../../shared/tab/static/screens/reports/range.js";

const TID = "6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
const WEBINAR = `11111111-2222-4333-8444-555555555555@${TID}`;
const LINK = `https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%22Tid%22%3a%22${TID}%22%7d`;
const SHORT = "https://teams.microsoft.com/meet/29000000000001?p=MadeUp0000000001";
const EVENT = "https://events.teams.microsoft.com/event";
const MEETING = "MSo1N2Y5ZGFjYy03MWJmLTQ3NDM=";

const REQUESTS = [
  [LINK, { joinWebUrl: LINK }],
  [`  ${SHORT}\n`, { joinWebUrl: SHORT }],
  [`Join the meeting now <${SHORT}>`, { joinWebUrl: SHORT }],
  [`Join: ${LINK}.`, { joinWebUrl: LINK }],
  [`${LINK}#${WEBINAR}`, { joinWebUrl: `${LINK}#${WEBINAR}` }],
  [WEBINAR, { webinarId: WEBINAR }],
  [`${EVENT}/${WEBINAR}`, { webinarId: WEBINAR }],
  [`${EVENT}/${WEBINAR.replace("@", "%40")}?source=mail`, { webinarId: WEBINAR }],
  [MEETING, { onlineMeetingId: MEETING }],
  ["", null],
  ["our weekly", null],
  ["http://teams.microsoft.com/meet/1", null],
  ["javascript:alert(1)", null],
  ["%", null],
];
for (const [text, request] of REQUESTS) {
  test(`the request for ${JSON.stringify(text)}`, () => assert.deepEqual(requestOf(text), request));
}

// The clocks in Berlin are put forward in the night to 29 March 2026.
const OFFSETS = {
  UTC: ["+00:00", "+00:00", "+00:00"],
  "Europe/Berlin": ["+01:00", "+02:00", "+02:00"],
  "America/St_Johns": ["-03:30", "-02:30", "-02:30"],
  "Asia/Kolkata": ["+05:30", "+05:30", "+05:30"],
};
for (const [zone, offsets] of Object.entries(OFFSETS)) {
  test(`the offset in ${zone} is that of the day`, () => {
    process.env.TZ = zone;

    assert.deepEqual(["2026-01-15", "2026-03-29", "2026-07-15"].map(offsetOn), offsets);
  });
}

test("an address names the days that are shown", () => {
  const range = { from: "2026-10-01", to: "2026-10-31" };

  assert.equal(addressOf(range), "#reports/2026-10-01..2026-10-31");
  assert.deepEqual(rangeOf("2026-10-01..2026-10-31"), range);
  assert.equal(addressOf(null), "#reports");
});

test("an address that names no range of days shows the last days", () => {
  const addresses = ["", "2026-10-01", "2026-10-31..2026-10-01", "2026-02-30..2026-03-01", "2026-10-01..2026-10-31x"];

  assert.deepEqual(addresses.map(rangeOf), [null, null, null, null, null]);
});

test("a file of 4 MiB is read and a larger one refused", async () => {
  const file = (size) => ({ size, arrayBuffer: async () => "its bytes" });

  assert.equal(await bytesOf(file(4 * 1024 * 1024)), "its bytes");
  await assert.rejects(bytesOf(file(4 * 1024 * 1024 + 1)), { status: 413, code: "too_large" });
});

test("a file that the device cannot read has no bytes", async () => {
  const gone = { size: 1, arrayBuffer: () => Promise.reject(new Error("gone")) };

  assert.equal(await bytesOf(gone), null);
});
