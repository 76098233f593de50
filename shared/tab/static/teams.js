/** Microsoft Teams, as far as the tab needs it: who hosts us, how it looks, and tokens. */

const WAIT_MS = 4000;

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

/** @typedef {"default" | "dark" | "contrast"} Theme */
/** @typedef {Awaited<ReturnType<typeof openTeams>>} Teams */

/**
 * Join the client that hosts the tab.
 *
 * Outside Teams its library rejects at once, in a foreign frame only after a minute: a few seconds decide.
 * What the context says is for display alone; who somebody is, the service reads from the token.
 * @throws {OutsideTeams}
 */
export async function openTeams() {
  const library = /** @type {{microsoftTeams?: typeof import("@microsoft/teams-js")}} */ (globalThis).microsoftTeams;
  if (library === undefined) throw new OutsideTeams("no library");
  const { app, authentication } = library;
  try {
    await inTime(app.initialize());
    const { app: host } = await inTime(app.getContext());
    app.notifySuccess();
    return {
      locale: host.locale,
      theme: themeOf(host.theme),
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
    };
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
