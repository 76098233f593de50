/** Calls to the service: the token on each, challenges passed back to Teams, and every failure as one of four errors. */

const ANSWER_MS = 60_000;

/** The service refused: a problem of RFC 9457, or an answer that is none. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {Record<string, any>} problem
   * @param {number | null} retryAfter In seconds.
   */
  constructor(status, problem, retryAfter) {
    super(String(problem.code ?? status));
    this.status = status;
    this.code = /** @type {string} */ (problem.code ?? "");
    this.problem = problem;
    this.retryAfter = retryAfter;
    this.correlationId = String(problem.instance ?? "").replace("urn:uuid:", "");
  }
}

/** No answer: the network is away, or it took too long. */
export class NoAnswer extends Error {}

/**
 * @typedef {object} Options
 * @property {unknown} [body] A JSON value.
 * @property {BodyInit} [raw] A body as it is, instead, with its content type among `headers`.
 * @property {Record<string, string>} [headers]
 * @property {string} [accept]
 * @property {AbortSignal} [signal]
 */

/** @typedef {ReturnType<typeof apiOf>} Api */

/**
 * @param {import("./teams.js").Teams} teams
 */
export function apiOf(teams) {
  /**
   * One call; an answer that is not 2xx is thrown.
   * @param {string} method
   * @param {string} path Below /api, without a slash in front.
   * @param {Options} [options]
   * @throws {Refused | NoAnswer | import("./teams.js").SignInFailed}
   */
  async function call(method, path, options = {}) {
    let answer = await send(await teams.token(), method, path, options);
    if (answer.status === 401) {
      // The token ran out on the way, or more than a sign-in is asked for: once more, with what Teams gets then.
      answer = await send(await teams.token(claimsOf(answer)), method, path, options);
    }
    if (!answer.ok) throw await refusalOf(answer);
    return answer;
  }

  /**
   * One call whose answer is JSON; null for an answer without a body.
   * @param {string} method
   * @param {string} path
   * @param {Options} [options]
   * @returns {Promise<any>}
   */
  async function json(method, path, options) {
    const answer = await call(method, path, options);
    return answer.status === 204 ? null : answer.json();
  }

  return { call, json };
}

/**
 * @param {string} token
 * @param {string} method
 * @param {string} path
 * @param {Options} options
 */
async function send(token, method, path, options) {
  const headers = new Headers({ accept: options.accept ?? "application/json", ...options.headers });
  headers.set("authorization", `Bearer ${token}`);
  let body = options.raw ?? null;
  if (options.body !== undefined) {
    headers.set("content-type", "application/json");
    body = JSON.stringify(options.body);
  }
  const late = AbortSignal.timeout(ANSWER_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
  try {
    return await fetch(`/api/${path}`, { method, headers, body, signal, credentials: "omit", redirect: "error" });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new NoAnswer();
  }
}

/**
 * The claims of a challenge, decoded; undefined when it has none.
 * https://learn.microsoft.com/entra/identity-platform/claims-challenge
 * @param {Response} answer
 */
function claimsOf(answer) {
  const found = /claims="([A-Za-z0-9+/=_-]+)"/.exec(answer.headers.get("www-authenticate") ?? "");
  try {
    return found?.[1] && atob(found[1].replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return undefined;
  }
}

/** @param {Response} answer */
async function refusalOf(answer) {
  const seconds = Number(answer.headers.get("retry-after"));
  /** @type {Record<string, any>} */
  let problem = {};
  try {
    problem = await answer.json();
  } catch {
    // Not the service's own answer: the platform's, which has no body. Its status has to do.
  }
  return new Refused(answer.status, problem, seconds > 0 ? seconds : null);
}
