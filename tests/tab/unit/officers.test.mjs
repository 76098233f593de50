// What the officers' screens work out by themselves.

import assert from "node:assert/strict";
import { test } from "node:test";
import words from "../../../shared/tab/static/locales/en/officers.js";
import { GROUNDS, lastDay } from "../../../shared/tab/static/screens/officers/grounds.js";
import { earlier, familiesIn, named } from "../../../shared/tab/static/screens/officers/names.js";
import { find, list, usernameOf } from "../../../shared/tab/static/screens/officers/subjects.js";

test("a hold reaches as far as the years of its ground", () => {
  const placed = "2026-11-23";

  assert.deepEqual(
    GROUNDS.map(({ name, years }) => [lastDay(name, placed), years]),
    GROUNDS.map(({ years }) => [`${2026 + years}-11-23`, years]),
  );
  assert.equal(lastDay("restriction_claims", placed), "2027-11-23");
  assert.equal(lastDay("unknown", placed), null);
});

test("a hold that is placed on 29 February ends on the 28th of another year", () => {
  assert.equal(lastDay("legal_claims", "2028-02-29"), "2031-02-28");
  assert.equal(lastDay("accounting_vouchers", "2028-02-29"), "2036-02-29");
});

test("a name without words stands as it is", () => {
  assert.equal(named({ a: "A" }, "a"), "A");
  assert.equal(named({ a: "A" }, "b"), "b");
  assert.equal(familiesIn(words, ["novelties"]), "novelties");
});

test("the earlier of two days is found", () => {
  assert.equal(earlier("2026-11-23", "2026-12-01"), "2026-11-23");
  assert.equal(earlier("2026-12-01", "2026-11-23"), "2026-11-23");
});

test("a person who was shown is not looked up again", async () => {
  const asked = [];
  const answers = [{ subjects: [], next: null }, { subjects: [{ oid: "1", username: "a&b" }] }];
  const json = async (_method, path) => {
    asked.push(path);
    return answers.shift();
  };
  const app = { api: { json }, signal: null };

  assert.equal(await find(app, "a&b"), null);
  assert.equal(usernameOf("1"), null);
  await list(app, "next-page");

  assert.equal(usernameOf("1"), "a&b");
  assert.deepEqual(asked, ["subjects?username=a%26b", "subjects?cursor=next-page"]);
});
