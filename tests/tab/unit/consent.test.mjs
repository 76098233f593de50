// The tab's side of a person's consent.

import assert from "node:assert/strict";
import { test } from "node:test";
import { askConsent, isPopUp, scopesOf } from "../../../shared/tab/static/consent.js";
import { PopUpFailed } from "../../../shared/tab/static/teams.js";

const PROBLEM = {
  consent: { tenantId: "tenant", clientId: "client" },
  scopes: ["https://graph.microsoft.com/OnlineMeetings.Read", "User.Read"],
};

test("permissions are named without their resource", () => {
  assert.deepEqual(scopesOf(PROBLEM), ["OnlineMeetings.Read", "User.Read"]);
  assert.deepEqual(scopesOf({}), []);
});

test("the window's address names what is asked for, with a new state each time", async () => {
  const opened = [];
  const teams = {
    popUp: async (address) => {
      opened.push(address.split("/"));
      return opened.at(-1).at(-2);
    },
  };

  await askConsent(teams, PROBLEM);
  await askConsent(teams, PROBLEM);

  const [[, , , page, tenant, client, state, scopes], [, , , , , , anotherState]] = opened;
  assert.deepEqual([page, tenant, client], ["#consent", "tenant", "client"]);
  assert.equal(decodeURIComponent(scopes), "OnlineMeetings.Read User.Read");
  assert.match(state, /^[\w-]{43}$/);
  assert.notEqual(state, anotherState);
});

test("a window that returns another state has failed", async () => {
  await assert.rejects(askConsent({ popUp: async () => "another" }, PROBLEM), PopUpFailed);
});

test("the page is the window on its way to Microsoft and back", () => {
  assert.deepEqual(["#consent/a/b/c/d", "#code=1&state=2", "#error=1&state=2"].map(isPopUp), [true, true, true]);
  assert.deepEqual(["", "#connect", "#code=1", "#state=2"].map(isPopUp), [false, false, false, false]);
});
