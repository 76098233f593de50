/**
 * The host's side of teams-js, as far as the tab asks: who the person is, how it looks, and tokens. Development only.
 *
 * Every choice stands in the address, so that a link opens exactly one state:
 * `/?person=anna&locale=de&theme=dark&width=320&fail=consent#reports`. The part behind the `#` is the tab's.
 */

/** @typedef {{name: string, displayName: string, username: string, about: string, oid: string, tid: string}} Person */
/** @typedef {"person" | "locale" | "theme" | "width" | "fail"} Choice */
/** @typedef {{id: number, uuidAsString?: string, func: string, args?: unknown[]}} Message */

/** What Teams answers when it gives no token, in the words of its web client. @type {Record<string, string>} */
const SIGN_IN_FAILURES = {
  consent: "resourceRequiresConsent",
  cancelled: "CancelledByUser",
  "sign-in": "resourceDisabled",
};
/** With both the permission is missing; with the second the window that asks for it cannot be opened either. */
const WINDOW_FAILURES = ["permission", "window"];
/** What Teams answers when it could not open a window. */
const NO_WINDOW = "FailedToOpenWindow";
const CLOSED = "CancelledByUser";
const LOOK_MS = 300;
const RUNTIME = { apiVersion: 4, hostVersionsInfo: {}, isLegacyTeams: false, supports: { pages: {} } };
const SDK_VERSION = "2.0.0";
/** What Teams grants the pages in it. */
const SANDBOX =
  "allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-pointer-lock allow-scripts allow-same-origin allow-downloads";

const form = /** @type {HTMLFormElement} */ (document.getElementById("choices"));
const asked = /** @type {HTMLElement} */ (document.getElementById("asked"));
const frame = document.createElement("iframe");
/** The window that the tab asked for, and who waits for what it says. @type {{window: Window, end: (answer: [boolean, string]) => void} | null} */
let popUp = null;
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
  const next = fail in SIGN_IN_FAILURES || WINDOW_FAILURES.includes(fail) ? "" : fail;
  await fetch(`/trouble?next=${encodeURIComponent(next)}`, { method: "POST" });
  if (WINDOW_FAILURES.includes(fail)) await allow(person().name, false);
}

/**
 * @param {string} name
 * @param {boolean} granted Whether the service may read Microsoft Graph for this person.
 */
async function allow(name, granted) {
  await fetch(`/consent?${new URLSearchParams({ name, granted: String(granted) })}`, { method: "POST" });
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
    case "authentication.authenticate":
      return openPopUp(String(args[0]), Number(args[1]), Number(args[2]));
    default:
      return null;
  }
}

/**
 * Open a window as Teams does, and wait for what it says, or for its end.
 * @param {string} address
 * @param {number} width
 * @param {number} height
 * @returns {Promise<[boolean, string]>}
 */
function openPopUp(address, width, height) {
  const { pathname, search, hash } = new URL(address); // with https in front, which there is none of here
  const target = `${location.origin}${pathname}${search}${hash}`;
  const opened = chosen("fail") === "window" ? null : window.open(target, "_blank", `width=${width},height=${height}`);
  if (opened === null) return Promise.resolve([false, NO_WINDOW]);
  return new Promise((resolve) => {
    const end = (/** @type {[boolean, string]} */ answer) => {
      clearInterval(looking);
      popUp = null;
      resolve(answer);
    };
    const looking = setInterval(() => opened.closed && end([false, CLOSED]), LOOK_MS);
    popUp = { window: opened, end };
  });
}

/**
 * The answer to a request of the window; null for what has none.
 * @param {Message} message
 */
function answerToPopUp({ func, args = [] }) {
  switch (func) {
    case "initialize":
      return ["authentication", "web", JSON.stringify(RUNTIME), SDK_VERSION];
    case "getContext":
      return [{ ...context(), frameContext: "authentication" }];
    case "authentication.authenticate.success":
      popUp?.end([true, String(args[0])]);
      return null;
    case "authentication.authenticate.failure":
      popUp?.end([false, String(args[0])]);
      return null;
    default:
      return null;
  }
}

/** What Teams tells the tab, in the form that teams-js reads. */
function context() {
  const { oid, tid, username } = person();
  return {
    locale: chosen("locale"),
    theme: chosen("theme"),
    entityId: "contact-center",
    frameContext: "content",
    hostName: "Teams",
    hostClientType: "web",
    userObjectId: oid,
    loginHint: username,
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

/**
 * @param {Window | null} to
 * @param {object} message
 */
function send(to, message) {
  to?.postMessage(message, location.origin);
}

window.addEventListener("message", async ({ source, origin, data }) => {
  const isTab = source === frame.contentWindow;
  const isPopUp = source !== null && source === popUp?.window;
  if (origin !== location.origin || !(isTab || isPopUp)) return;
  const message = /** @type {Message} */ (data);
  note(isTab ? message.func : `window: ${message.func}`);
  const args = isTab ? await answerTo(message) : answerToPopUp(message);
  const answer = { id: message.id, uuidAsString: message.uuidAsString, args };
  if (args !== null) send(/** @type {Window} */ (source), answer);
});

form.addEventListener("change", async (event) => {
  const { name } = /** @type {HTMLSelectElement} */ (event.target);
  remember();
  if (name === "theme") send(frame.contentWindow, { func: "themeChange", args: [chosen("theme")] });
  else if (name === "width") frame.dataset.width = chosen("width");
  else if (name === "fail") await arm();
  else open();
});

window.addEventListener("hashchange", open);

fill();
await arm();
open();

export {}; // what makes this file a module to the type checker
