/**
 * Entra's page for consent, as far as the tab's window meets it. Development only.
 *
 * It refuses what Entra would refuse, so that an address which would not work there does not work here.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */

const asked = new URLSearchParams(location.search);
const redirect = `${location.origin}/api/tab/`;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DIGEST = /^[\w-]{43}$/;

/** What is wrong with the address. */
const wrong = [
  asked.get("response_type") !== "code" && "response_type is not code",
  asked.get("response_mode") !== "fragment" && "response_mode is not fragment",
  asked.get("redirect_uri") !== redirect && "AADSTS50011: the redirect URI is not the registered one",
  asked.get("code_challenge_method") !== "S256" && "AADSTS9002325: proof key for code exchange is required",
  !DIGEST.test(asked.get("code_challenge") ?? "") && "the challenge is no SHA-256 digest",
  !GUID.test(asked.get("client_id") ?? "") && "AADSTS900144: client_id is missing",
  !asked.get("state") && "there is no state",
  asked.get("prompt") !== "consent" && "prompt is not consent",
].filter((each) => each !== false);

/** @param {string} id */
function element(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/** @param {Record<string, string>} answer */
function back(answer) {
  const fragment = new URLSearchParams({ ...answer, state: asked.get("state") ?? "" });
  location.replace(`${redirect}#${fragment}`);
}

/** @type {{name: string, displayName: string, username: string}[]} */
const people = await (await fetch("/people")).json();
const person = people.find((each) => each.username === asked.get("login_hint"));

async function accept() {
  const granted = new URLSearchParams({ name: person?.name ?? "", granted: "true" });
  const answer = await fetch(`/consent?${granted}`, { method: "POST" });
  if (answer.ok) back({ code: "a-code-that-nobody-redeems" });
  else element("wrong").textContent = await answer.text();
}

function cancel() {
  back({ error: "access_denied", error_description: "AADSTS65004: User declined to consent to access the app." });
}

function admin() {
  back({ error: "access_denied", error_description: "AADSTS90094: An administrator has to grant the permission." });
}

element("person").textContent = person?.displayName ?? "nobody";
element("scopes").replaceChildren(
  ...(asked.get("scope") ?? "").split(" ").map((scope) => {
    const line = document.createElement("li");
    line.textContent = scope;
    return line;
  }),
);
if (wrong.length > 0 || person === undefined) {
  element("wrong").textContent = [...wrong, person === undefined && "there is nobody of this login_hint"]
    .filter((each) => each !== false)
    .join("; ");
} else {
  element("accept").addEventListener("click", accept);
  element("cancel").addEventListener("click", cancel);
  element("admin").addEventListener("click", admin);
}

export {}; // what makes this file a module to the type checker
