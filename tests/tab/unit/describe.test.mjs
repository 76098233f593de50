// The sentences for entries of an access export.

import assert from "node:assert/strict";
import { test } from "node:test";
import words from "../../../shared/tab/static/locales/en/held.js";
import rights from "../../../shared/tab/static/locales/en/rights.js";
import { groupOf, happened, sentence, topicsOf } from "../../../shared/tab/static/screens/data/describe.js";

const REPORT = `20261123-${"a".repeat(26)}`;
const HEADER = { id: `meetings.20261123.${REPORT}`, family: "meetings", data: { topic: "Weekly" } };
const CONTENT = { id: `reports.20261123.${REPORT}`, family: "reports", source: "own_report", data: {} };
const TELLING = { words, rights, own: true, topics: topicsOf([HEADER]) };

const said = (item, telling = TELLING) => sentence(telling, { id: "x", categories: [], ...item });
const logged = (data) => said({ family: "activity", data });

test("a report is named by the topic in its header", () => {
  assert.equal(said(HEADER), "Report “Weekly”: header");
  assert.equal(said(CONTENT), "Report “Weekly”: content");
  assert.equal(said(CONTENT, { ...TELLING, topics: new Map() }), "Report: content");
});

test("an earlier topic is used only where there is no other", () => {
  const earlier = { ...HEADER, data: { topic: "Before", isEarlier: true } };

  assert.deepEqual([...topicsOf([HEADER, earlier])], [[REPORT, "Weekly"]]);
  assert.deepEqual([...topicsOf([earlier])], [[REPORT, "Before"]]);
});

test("what only a duty keeps is said to be so", () => {
  const kept = " (kept only because of a duty)";

  assert.equal(said({ ...HEADER, data: { topic: "Weekly", heldFor: [] } }), `Report “Weekly”: header${kept}`);
  assert.equal(said({ ...HEADER, id: `held.${REPORT}` }), `Report “Weekly”: header${kept}`);
  assert.equal(
    said({ ...HEADER, data: { topic: "Weekly", heldFor: [], isEarlier: true } }),
    "Report “Weekly”: header (as it was before it was changed or deleted; kept only because of a duty)",
  );
});

test("another person's report names the person or has their words", () => {
  const mention = { family: "reports", source: "report_of_another_person" };

  assert.equal(said({ ...mention, data: { attendees: [] } }), words.own.mention);
  assert.equal(said({ ...mention, data: {} }), words.own.words);
});

test("each family has a sentence", () => {
  const sentences = {
    "Your profile: anna": { family: "profiles", data: { username: "anna" } },
    [words.own.binding]: { family: "profiles", data: {} },
    "You asked to restrict processing. The ground: “I need it for legal claims”": {
      family: "restrictions",
      data: { ground: "claims" },
    },
    "A duty to keep data about you: legal claims": {
      family: "holds",
      data: { ground: "legal_claims", isAboutYou: true },
    },
    "You placed a duty to keep data: legal claims": { family: "holds", data: { ground: "legal_claims" } },
    [words.own.erasure.done]: { family: "erasures", data: { state: "done" } },
    "The contact centre has still to be told of an erasure": { family: "notifications", data: { change: "erasure" } },
  };

  assert.deepEqual(
    Object.values(sentences).map((item) => said(item)),
    Object.keys(sentences),
  );
});

test("a name that the tab does not know stands as it is", () => {
  assert.equal(said({ family: "novelties", data: {} }), "An entry (novelties)");
  assert.equal(said({ family: "erasures", data: { state: "new" } }), "An entry (erasures)");
  assert.equal(said({ family: "holds", data: { ground: "new" } }), "You placed a duty to keep data: new");
  assert.equal(
    said({ family: "restrictions", data: { ground: "new" } }),
    "You asked to restrict processing. The ground: “new”",
  );
  assert.equal(
    said({ family: "notifications", data: { change: "new" } }),
    "The contact centre has still to be told of new",
  );
  assert.equal(logged({ kind: "new" }), "Something was logged (new)");
  assert.equal(logged({ kind: "new", role: "Operator" }), "Something was logged (new)");
  assert.equal(logged({ kind: "new", actId: "1" }), "Something was logged (new)");
});

test("the log tells who did it", () => {
  assert.equal(logged({ kind: "data_read" }), words.own.events.data_read);
  assert.equal(logged({ kind: "data_read", role: "DataProtectionOfficer" }), words.inRole.data_read);
  assert.equal(logged({ kind: "data_read", actId: "1" }), words.byOfficer.data_read);
  assert.equal(
    said({ family: "activity", data: { kind: "data_read" } }, { ...TELLING, own: false }),
    words.other.events.data_read,
  );
});

test("the log tells how a forward ended", () => {
  const forward = (outcome) => logged({ kind: "forward", instance: "cc.example", outcome });

  assert.equal(forward("matched"), "You connected to the contact centre at cc.example");
  assert.equal(forward("failed"), "You tried to connect to the contact centre at cc.example: it failed on our side");
  assert.equal(forward("new"), "You tried to connect to the contact centre at cc.example: new");
});

test("the log names the report while its header is there", () => {
  assert.equal(logged({ kind: "report_stored", reportId: REPORT }), "You stored the report “Weekly”");
  assert.equal(logged({ kind: "report_deleted", reportId: REPORT }), "You deleted the report “Weekly”");
  assert.equal(logged({ kind: "report_stored", reportId: "gone" }), "You stored a report");
});

test("an entry happened at its time, or on the day of its report", () => {
  assert.deepEqual(happened(CONTENT), { day: "2026-11-23" });
  assert.deepEqual(happened({ ...HEADER, data: { startedAt: "2026-11-23T09:00:00Z" } }), {
    instant: "2026-11-23T09:00:00Z",
  });
  assert.equal(happened({ id: "x", family: "profiles", data: { at: 5 } }), null);
});

test("an entry is shown under its family's category, or under its own first", () => {
  assert.equal(groupOf({ family: "holds", categories: ["log"] }), "accountability");
  assert.equal(groupOf({ family: "novelties", categories: ["metadata"] }), "metadata");
  assert.equal(groupOf({ family: "novelties", categories: [] }), "log");
});
