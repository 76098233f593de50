/** Finding people of the officer's organisation. The service logs each search; a username's, for the person too. */

/** @typedef {{oid: string, username: string, domain: string, matchedAt: string}} Subject */

/**
 * Usernames by id of people who were shown since the tab was opened: looking one up again would be another entry in
 * that person's data. It is gone with the page.
 * @type {Map<string, string>}
 */
const usernames = new Map();

/**
 * A page of all people.
 * @param {import("../../main.js").App} app
 * @param {string | null} cursor The `next` of the page before.
 * @returns {Promise<{subjects: Subject[], next: string | null}>}
 */
export async function list(app, cursor) {
  const page = await app.api.json("GET", cursor === null ? "subjects" : `subjects?cursor=${cursor}`, {
    signal: app.signal,
  });
  remember(page.subjects);
  return page;
}

/**
 * The person who bears a username, or null.
 * @param {import("../../main.js").App} app
 * @param {string} username
 * @returns {Promise<Subject | null>}
 */
export async function find(app, username) {
  const path = `subjects?username=${encodeURIComponent(username)}`;
  const page = await app.api.json("GET", path, { signal: app.signal });
  remember(page.subjects);
  return page.subjects[0] ?? null;
}

/**
 * The username of a person who was shown before, or null.
 * @param {string} oid
 */
export function usernameOf(oid) {
  return usernames.get(oid) ?? null;
}

/** @param {{oid: string, username: string}[]} people */
export function remember(people) {
  for (const { oid, username } of people) usernames.set(oid, username);
}
