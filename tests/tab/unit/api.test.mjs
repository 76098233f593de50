// Calls to the service, and what the tab reads in a token.

import assert from "node:assert/strict";
import { test } from "node:test";
import { apiOf, NoAnswer, Refused } from "../../../shared/tab/static/api.js";
import { personOf } from "../../../shared/tab/static/person.js";
import { SignInFailed } from "../../../shared/tab/static/teams.js";

const CLAIMS = '{"access_token":{"nbf":{"essential":true}}}';

/** An API whose service gives these answers, with what was asked of the service and of Teams. */
function service(t, ...answers) {
  const [asked, claims] = [[], []];
  t.mock.method(globalThis, "fetch", async (url, options) => {
    asked.push({ url, ...options });
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const token = async (challenge) => {
    claims.push(challenge);
    return `token ${claims.length}`;
  };
  return { api: apiOf({ token }), asked, claims };
}

const problem = (status, body, headers) => new Response(body, { status, headers });

test("a call carries the token and the JSON, and no cookie", async (t) => {
  const { api, asked } = service(t, Response.json({ stored: 1 }));

  assert.deepEqual(await api.json("POST", "reports/import", { body: { webinarId: "1" } }), { stored: 1 });

  const [{ url, method, headers, body, credentials, redirect }] = asked;
  assert.deepEqual([method, url, body], ["POST", "/api/reports/import", '{"webinarId":"1"}']);
  assert.deepEqual([credentials, redirect], ["omit", "error"]);
  assert.deepEqual(Object.fromEntries(headers), {
    accept: "application/json",
    authorization: "Bearer token 1",
    "content-type": "application/json",
  });
});

test("a raw body goes out as it is", async (t) => {
  const { api, asked } = service(t, new Response(null, { status: 204 }));

  const answer = await api.json("POST", "reports/import", { raw: "a,b", headers: { "content-type": "text/csv" } });

  assert.equal(answer, null);
  assert.deepEqual([asked[0].body, asked[0].headers.get("content-type")], ["a,b", "text/csv"]);
});

test("a challenge is passed to Teams, and the call made once more", async (t) => {
  const challenge = `Bearer error="insufficient_claims", claims="${btoa(CLAIMS)}"`;
  const { api, asked, claims } = service(
    t,
    problem(401, null, { "www-authenticate": challenge }),
    Response.json("done"),
  );

  assert.equal(await api.json("GET", "me/data"), "done");

  assert.deepEqual(claims, [undefined, CLAIMS]);
  assert.equal(asked[1].headers.get("authorization"), "Bearer token 2");
});

test("a second 401 is a refusal", async (t) => {
  const { api, claims } = service(t, problem(401, null), problem(401, '{"code":"invalid_token"}'));

  await assert.rejects(api.call("GET", "me/data"), { status: 401, code: "invalid_token" });

  assert.deepEqual(claims, [undefined, undefined]);
});

test("a refusal has its code, its pause and its correlation id", async (t) => {
  const body = '{"code":"too_many","instance":"urn:uuid:1234"}';
  const { api } = service(t, problem(429, body, { "retry-after": "7" }));

  await assert.rejects(api.call("GET", "me/data"), (error) => {
    assert.ok(error instanceof Refused);
    assert.deepEqual([error.status, error.code, error.retryAfter, error.correlationId], [429, "too_many", 7, "1234"]);
    return true;
  });
});

test("a refusal that is no problem document has its status alone", async (t) => {
  const { api } = service(t, problem(502, "<html>"));

  await assert.rejects(api.call("GET", "me/data"), { status: 502, code: "", retryAfter: null, message: "502" });
});

test("no answer is told apart from a call that the person gave up", async (t) => {
  const { api } = service(t, new TypeError("network"), new DOMException("left", "AbortError"));

  await assert.rejects(api.call("GET", "me/data"), NoAnswer);
  await assert.rejects(api.call("GET", "me/data", { signal: AbortSignal.abort() }), { name: "AbortError" });
});

test("the person is read from the token", async () => {
  const payload = Buffer.from('{"oid":"1","name":"Zoë Ångström","roles":["Operator"]}').toString("base64url");

  const person = await personOf({ token: async () => `e30.${payload}.x` });

  assert.deepEqual(person, { oid: "1", name: "Zoë Ångström", roles: ["Operator"] });
});

test("nobody is signed in when Teams gives no token", async () => {
  const failing = (error) => ({ token: () => Promise.reject(error) });

  assert.deepEqual(await personOf(failing(new SignInFailed("consent"))), { oid: "", name: "", roles: [] });
  await assert.rejects(personOf(failing(new Error("a fault"))), { message: "a fault" });
});
