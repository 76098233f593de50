// Reading a whole access export: page after page, with the pauses that the service asks for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused } from "../../../shared/tab/static/api.js";
import { readWhole } from "../../../shared/tab/static/screens/data/access-export.js";

const LEFT = "the person leaves the screen";
const LIMITED = [429, 1];

/** Read everything while the service gives these answers: a number of entries, 0 on the last page, or a refusal. */
async function reading(t, ...answers) {
  const [asked, pauses, progress] = [[], [], []];
  const screen = new AbortController();
  t.mock.method(globalThis, "setTimeout", (then, milliseconds) => {
    pauses.push(milliseconds);
    if (answers[0] === LEFT) screen.abort();
    queueMicrotask(then);
  });
  const json = async (_method, url) => {
    asked.push(new URLSearchParams(url.split("?")[1]).get("cursor"));
    if (answers.length === 0) throw new Error("no answer is left");
    const answer = answers.shift();
    if (Array.isArray(answer)) throw new Refused(answer[0], { code: "made_up" }, answer[1]);
    const page = asked.length;
    return {
      asOf: `page ${page}`,
      items: Array.from({ length: answer }, (_, number) => ({ id: `${page}-${number}` })),
      searched: ["activity", `table ${page}`],
      deletedMeanwhile: page === 2 ? ["table 1"] : [],
      contacts: [],
      next: answer === 0 ? null : `after-${page}`,
    };
  };
  const read = readWhole({ api: { json }, signal: screen.signal }, "me/data", (count) => progress.push(count));
  const [whole, refused] = await read.then(
    (found) => [found, null],
    (error) => [null, error.status],
  );
  return { whole, refused, asked, pauses, progress };
}

test("all pages become one list", async (t) => {
  const { whole, progress } = await reading(t, 2, 1, 0);

  assert.deepEqual(
    whole.items.map(({ id }) => id),
    ["1-0", "1-1", "2-0"],
  );
  assert.deepEqual(progress, [2, 3]);
  assert.equal(whole.asOf, "page 3");
});

test("a table that was deleted meanwhile is not among those searched", async (t) => {
  const { whole } = await reading(t, 2, 1, 0);

  assert.deepEqual(whole.searched, ["activity", "table 2", "table 3"]);
  assert.deepEqual(whole.deletedMeanwhile, ["table 1"]);
});

test("the same page is read again after the pause that the service asks for", async (t) => {
  const read = await reading(t, 200, [429, 1], [429, 7], 200, 0);

  assert.deepEqual(read.pauses, [1000, 7000]);
  assert.deepEqual(read.asked, [null, "after-1", "after-1", "after-1", "after-4"]);
  assert.equal(read.whole.items.length, 400);
});

test("the longest pause that is made is 30 seconds", async (t) => {
  const read = await reading(t, 200, [429, 30], 0);

  assert.deepEqual(read.pauses, [30_000]);
  assert.equal(read.refused, null);
});

const FOR_THE_PERSON = {
  "a pause of more than 30 seconds": [429, 31],
  "a limit without a pause": [429, null],
  "an outage": [503, 5],
  "a refused sign-in": [401, 1],
};
for (const [name, refusal] of Object.entries(FOR_THE_PERSON)) {
  test(`the person decides about ${name}`, async (t) => {
    const read = await reading(t, 200, refusal);

    assert.deepEqual([read.refused, read.pauses], [refusal[0], []]);
  });
}

test("a page is given up after five pauses", async (t) => {
  const read = await reading(t, ...Array(7).fill(LIMITED));

  assert.deepEqual([read.refused, read.pauses.length, read.asked.length], [429, 5, 6]);
});

test("each page has five pauses of its own", async (t) => {
  const page = [LIMITED, LIMITED, LIMITED, 100];

  const read = await reading(t, ...page, ...page, ...page, 0);

  assert.deepEqual([read.whole.items.length, read.pauses.length], [300, 9]);
});

test("nothing more is asked for once the person has left", async (t) => {
  const read = await reading(t, 200, LIMITED, LEFT);

  assert.equal(read.refused, 429);
  assert.deepEqual(read.asked, [null, "after-1"]);
});
