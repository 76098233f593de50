/**
 * A person's consent to what the service may read at Microsoft for them: the tab's side, and the window's.
 *
 * A sign-in page lets nobody frame it, so Teams opens a window of ours, which goes there and comes back. What consent
 * leaves is a record in the organisation's directory; the code that comes back is worth nothing without the verifier,
 * which nobody kept, and in the fragment it reaches no server. Between the two visits the window remembers nothing: the
 * tab knows the `state`, and the window hands over the one that came back.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */

import { h, replace } from "./dom.js";
import { languageOf, wordsOf } from "./language.js";
import { openPopUp, PopUpFailed } from "./teams.js";

/** @typedef {typeof import("./locales/en/consent.js").default} Words */
/** @typedef {import("./teams.js").PopUpFailure} PopUpFailure */

const PAGE = "/api/tab/";
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SCOPE = /^[A-Za-z.]+$/;
const RANDOM_BYTES = 32;
/** What Entra says when it is not for this person to say yes: the organisation asks its administrators. */
const ADMIN_ONLY = /AADSTS(90093|90094|90095|900941|900981)\b/;

/**
 * Have the person asked, by Microsoft.
 * @param {import("./teams.js").Teams} teams
 * @param {Record<string, any>} problem The service's: which permissions, of which application, in which organisation.
 * @throws {PopUpFailed}
 */
export async function askConsent(teams, problem) {
  const state = random();
  const parts = [problem.consent?.tenantId ?? "", problem.consent?.clientId ?? "", state, scopesOf(problem).join(" ")];
  const told = await teams.popUp(`${PAGE}#consent/${parts.map(encodeURIComponent).join("/")}`);
  if (told !== state) throw new PopUpFailed("failed");
}

/**
 * The names of the permissions that a refusal is about, without the resource in front: Microsoft Graph is meant.
 * @param {Record<string, any>} problem
 * @returns {string[]}
 */
export function scopesOf(problem) {
  const scopes = Array.isArray(problem.scopes) ? problem.scopes : [];
  return scopes.map((scope) => String(scope).replace(/^.*\//, ""));
}

/**
 * Whether this page is the window: on its way to Microsoft, or back from there.
 * @param {string} hash
 */
export function isPopUp(hash) {
  const answer = answerOf(hash);
  return hash.startsWith("#consent/") || (answer.has("state") && (answer.has("code") || answer.has("error")));
}

/**
 * The window: go to Microsoft, or tell Teams what Microsoft said.
 * @param {HTMLElement} root
 * @throws {import("./teams.js").OutsideTeams} Nobody opened it: then it goes nowhere.
 */
export async function popUp(root) {
  const { hash } = location;
  // What came back is not to stand in the address any longer than it takes to read it.
  history.replaceState(null, "", PAGE);
  const host = await openPopUp();
  const language = languageOf(host.locale);
  document.documentElement.lang = language;
  document.documentElement.setAttribute("data-theme", host.theme);
  /** @type {Words} */
  const words = await wordsOf(language, "consent");
  document.title = words.window;
  replace(
    root,
    h(
      "main",
      {},
      h("p", { class: "starting", role: "status" }, h("progress", { "aria-label": words.window }), words.window),
    ),
  );
  if (!hash.startsWith("#consent/")) return report(host, answerOf(hash));
  const address = await authorizeAddress(hash, host.loginHint);
  if (address === null) return host.fail("failed");
  location.replace(address);
}

/**
 * @param {Awaited<ReturnType<typeof openPopUp>>} host
 * @param {URLSearchParams} answer
 */
function report(host, answer) {
  if (answer.has("code")) host.succeed(answer.get("state") ?? "");
  else host.fail(refusalOf(answer));
}

/**
 * @param {URLSearchParams} answer
 * @returns {PopUpFailure}
 */
function refusalOf(answer) {
  if (ADMIN_ONLY.test(answer.get("error_description") ?? "")) return "admin";
  return answer.get("error") === "access_denied" ? "declined" : "failed";
}

/**
 * Where Microsoft asks. Its host stands in the page itself and not in the address, so that no address can send people
 * to another one.
 * @param {string} hash "#consent/<tenant>/<application>/<state>/<permissions>"
 * @param {string} loginHint
 * @returns {Promise<string | null>} Null when the address is none that the tab makes.
 */
async function authorizeAddress(hash, loginHint) {
  const [, tenant = "", client = "", state = "", scopes = ""] = hash.split("/").map(decodeURIComponent);
  if (!GUID.test(tenant) || !GUID.test(client) || !scopes.split(" ").every((scope) => SCOPE.test(scope))) return null;
  const signIn = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="sign-in"]'));
  const address = new URL(`/${tenant}/oauth2/v2.0/authorize`, signIn?.content);
  address.search = new URLSearchParams({
    client_id: client,
    response_type: "code",
    response_mode: "fragment",
    redirect_uri: location.origin + PAGE,
    scope: scopes,
    state,
    prompt: "consent",
    code_challenge: await challengeOf(random()),
    code_challenge_method: "S256",
    ...(loginHint && { login_hint: loginHint }),
  }).toString();
  return address.href;
}

/** @param {string} hash */
function answerOf(hash) {
  return new URLSearchParams(hash.slice(1));
}

/** As many random characters as RFC 7636 asks for. */
function random() {
  return base64url(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
}

/** @param {string} verifier */
async function challengeOf(verifier) {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
