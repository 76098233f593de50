/** Microsoft Teams, as far as the tab needs it: who hosts us, how it looks, and tokens. */

const WAIT_MS = 4000;
/** What Microsoft's sign-in page needs, in pixels. */
const POP_UP = { width: 600, height: 680 };

/** The page is not in Teams or Microsoft 365, or Microsoft's script did not come. */
export class OutsideTeams extends Error {}

/** Teams gave no token. */
export class SignInFailed extends Error {
  /** @param {"consent" | "cancelled" | "failed"} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** A window that we asked for ended without what we asked for. */
export class PopUpFailed extends Error {
  /** @param {PopUpFailure} reason */
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** "admin": only an administrator may say yes. @typedef {"admin" | "declined" | "closed" | "blocked" | "failed"} PopUpFailure */
/** @typedef {"default" | "dark" | "contrast"} Theme */
/** @typedef {Awaited<ReturnType<typeof openTeams>>} Teams */

/**
 * Join the client that hosts the tab.
 *
 * What the context says is for display alone; who somebody is, the service reads from the token.
 * @throws {OutsideTeams}
 */
export async function openTeams() {
  const { app, authentication, context } = await join();
  app.notifySuccess();
  return {
    locale: context.app.locale,
    theme: themeOf(context.app.theme),
    /** @param {(theme: Theme) => void} listener */
    onTheme: (listener) => app.registerOnThemeChangeHandler((theme) => listener(themeOf(theme))),
    /**
     * An access token for the service; Teams keeps it until it expires.
     * @param {string} [claims] What the service or Entra asks for beyond a sign-in, as it stood in the challenge.
     * @throws {SignInFailed}
     */
    token: async (claims) => {
      try {
        return await authentication.getAuthToken(claims === undefined ? {} : { claims: [claims] });
      } catch (error) {
        throw new SignInFailed(reasonOf(error));
      }
    },
    /**
     * What a window of ours says at its end.
     * @param {string} address Of our own host: elsewhere Teams opens none, and hears nothing of its end.
     * @throws {PopUpFailed}
     */
    popUp: async (address) => {
      const url = new URL(address, location.origin);
      url.protocol = "https"; // Teams takes nothing else, not even where the tab itself comes from this machine
      try {
        return await authentication.authenticate({ url: url.href, ...POP_UP });
      } catch (error) {
        throw new PopUpFailed(popUpReasonOf(error));
      }
    },
  };
}

/**
 * Join the client that opened this window for the tab.
 * @throws {OutsideTeams}
 */
export async function openPopUp() {
  const { authentication, context } = await join();
  return {
    locale: context.app.locale,
    theme: themeOf(context.app.theme),
    /** The account that is signed in to Teams, for the sign-in page to choose among several. */
    loginHint: context.user?.loginHint ?? context.user?.userPrincipalName ?? "",
    /** Both close the window. @param {string} result */
    succeed: (result) => authentication.notifySuccess(result),
    /** @param {PopUpFailure} reason */
    fail: (reason) => authentication.notifyFailure(reason),
  };
}

/**
 * Outside Teams its library rejects at once, in a foreign frame only after a minute: a few seconds decide.
 * @throws {OutsideTeams}
 */
async function join() {
  const library = /** @type {{microsoftTeams?: typeof import("@microsoft/teams-js")}} */ (globalThis).microsoftTeams;
  if (library === undefined) throw new OutsideTeams("no library");
  const { app, authentication } = library;
  try {
    await inTime(app.initialize());
    return { app, authentication, context: await inTime(app.getContext()) };
  } catch {
    throw new OutsideTeams("no host");
  }
}

/**
 * @template Value
 * @param {Promise<Value>} promise
 * @returns {Promise<Value>}
 */
function inTime(promise) {
  return Promise.race([
    promise,
    new Promise((_, reject) => {
      setTimeout(() => reject(new Error("no answer")), WAIT_MS);
    }),
  ]);
}

/**
 * @param {string | undefined} theme
 * @returns {Theme}
 */
function themeOf(theme) {
  return theme === "dark" || theme === "contrast" ? theme : "default";
}

/**
 * Teams rejects with a text or an error, whose wording differs from client to client.
 * @param {unknown} error
 * @returns {"consent" | "cancelled" | "failed"}
 */
function reasonOf(error) {
  const text = String(error instanceof Error ? error.message : error).toLowerCase();
  if (/consent|invalid_grant|interaction_required|aadsts65001/.test(text)) return "consent";
  if (/cancel|closed/.test(text)) return "cancelled";
  return "failed";
}

/**
 * The reason that our window gave, or that Teams has for a window which gave none.
 * @param {unknown} error
 * @returns {PopUpFailure}
 */
function popUpReasonOf(error) {
  const text = String(error instanceof Error ? error.message : error);
  const ours = /** @type {const} */ (["admin", "declined"]).find((reason) => reason === text);
  if (ours) return ours;
  if (/cancel|closed/i.test(text)) return "closed";
  return /open/i.test(text) ? "blocked" : "failed";
}
