/**
 * The host's side of teams-js, as far as the tab asks: who the person is, how it looks, and tokens. Development only.
 *
 * Every choice stands in the address, so that a link opens exactly one state:
 * `/?person=anna&locale=de&theme=dark&width=320&fail=consent#reports`. The part behind the `#` is the tab's.
 */

/** @typedef {{name: string, displayName: string, about: string, oid: string, tid: string}} Person */
/** @typedef {"person" | "locale" | "theme" | "width" | "fail"} Choice */
/** @typedef {{id: number, uuidAsString?: string, func: string, args?: unknown[]}} Message */

/** What Teams answers when it gives no token, in the words of its web client. @type {Record<string, string>} */
const SIGN_IN_FAILURES = {
  consent: "resourceRequiresConsent",
  cancelled: "CancelledByUser",
  "sign-in": "resourceDisabled",
};
const RUNTIME = { apiVersion: 4, hostVersionsInfo: {}, isLegacyTeams: false, supports: { pages: {} } };
const SDK_VERSION = "2.0.0";
/** What Teams grants the pages in it. */
const SANDBOX =
  "allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-pointer-lock allow-scripts allow-same-origin allow-downloads";

const form = /** @type {HTMLFormElement} */ (document.getElementById("choices"));
const asked = /** @type {HTMLElement} */ (document.getElementById("asked"));
const frame = document.createElement("iframe");
/** @type {Person[]} */
const people = await (await fetch("/people")).json();

/** @param {Choice} name */
function chosen(name) {
  return /** @type {HTMLSelectElement} */ (form.elements.namedItem(name)).value;
}

function person() {
  return /** @type {Person} */ (people.find((each) => each.name === chosen("person")));
}

/** Fill the bar from the address; what the address does not say, or says wrongly, keeps its first choice. */
function fill() {
  const select = /** @type {HTMLSelectElement} */ (form.elements.namedItem("person"));
  select.append(...people.map((each) => new Option(`${each.displayName} ${each.about}`, each.name)));
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLSelectElement && [...field.options].some((option) => option.value === value)) {
      field.value = value;
    }
  }
}

/** Write the bar into the address. */
function remember() {
  const query = new URLSearchParams();
  for (const field of form.elements) {
    if (field instanceof HTMLSelectElement && field.value !== field.options[0]?.value)
      query.set(field.name, field.value);
  }
  const search = query.size > 0 ? `?${query}` : "";
  history.replaceState(null, "", `/${search}${location.hash}`);
}

/** Have the next calls fail as chosen, or none. */
async function arm() {
  const fail = chosen("fail");
  const next = fail in SIGN_IN_FAILURES ? "" : fail;
  await fetch(`/trouble?next=${encodeURIComponent(next)}`, { method: "POST" });
}

/** Open the tab anew: a person and a language are for as long as it is open. */
function open() {
  frame.remove();
  asked.replaceChildren();
  frame.title = `The tab, as ${person().displayName} sees it`;
  frame.dataset.width = chosen("width");
  frame.setAttribute("sandbox", SANDBOX);
  frame.src = `/api/tab/${location.hash}`;
  document.body.append(frame);
}

/**
 * The answer to one request; null for what has none.
 * @param {Message} message
 * @returns {Promise<unknown[] | null>}
 */
async function answerTo({ func, args = [] }) {
  switch (func) {
    case "initialize":
      return ["content", "web", JSON.stringify(RUNTIME), SDK_VERSION];
    case "getContext":
      return [context()];
    case "authentication.getAuthToken":
      return signIn(/** @type {string[] | undefined} */ (args[1]));
    default:
      return null;
  }
}

/** What Teams tells the tab, in the form that teams-js reads. */
function context() {
  const { oid, tid } = person();
  return {
    locale: chosen("locale"),
    theme: chosen("theme"),
    entityId: "contact-center",
    frameContext: "content",
    hostName: "Teams",
    hostClientType: "web",
    userObjectId: oid,
    tid,
  };
}

/**
 * @param {string[]} [claims]
 * @returns {Promise<[boolean, string]>}
 */
async function signIn(claims) {
  if (claims) note(`claims ${claims.join()}`);
  const failure = SIGN_IN_FAILURES[chosen("fail")];
  if (failure) return [false, failure];
  const answer = await fetch(`/token?name=${encodeURIComponent(person().name)}`);
  return [answer.ok, await answer.text()];
}

/** @param {string} text */
function note(text) {
  const line = document.createElement("li");
  line.textContent = text;
  asked.append(line);
}

/** @param {object} message */
function send(message) {
  frame.contentWindow?.postMessage(message, location.origin);
}

window.addEventListener("message", async (event) => {
  if (event.source !== frame.contentWindow || event.origin !== location.origin) return;
  const message = /** @type {Message} */ (event.data);
  note(message.func);
  const args = await answerTo(message);
  if (args !== null) send({ id: message.id, uuidAsString: message.uuidAsString, args });
});

form.addEventListener("change", async (event) => {
  const { name } = /** @type {HTMLSelectElement} */ (event.target);
  remember();
  if (name === "theme") send({ func: "themeChange", args: [chosen("theme")] });
  else if (name === "width") frame.dataset.width = chosen("width");
  else if (name === "fail") await arm();
  else open();
});

window.addEventListener("hashchange", open);

fill();
await arm();
open();

export {}; // what makes this file a module to the type checker
