/** Calls that come one after another by themselves: a pause that the service asks for is made, and nothing breaks off. */

import { Refused } from "./api.js";

/** The longest pause that is made without a word, in seconds, and how many in a row; beyond that the person decides. */
const LONGEST = 30;
const MOST = 5;

/**
 * What `call` answers, once the service takes it.
 * @template T
 * @param {() => Promise<T>} call
 * @param {AbortSignal} signal Of the screen: who has left is not waited for.
 * @returns {Promise<T>}
 * @throws Whatever `call` throws, but for a pause that could be made.
 */
export async function patiently(call, signal) {
  for (let made = 0; ; made += 1) {
    try {
      return await call();
    } catch (error) {
      const seconds = error instanceof Refused && error.status === 429 ? error.retryAfter : null;
      if (seconds === null || seconds > LONGEST || made === MOST) throw error;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      if (signal.aborted) throw error;
    }
  }
}
