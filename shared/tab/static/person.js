/** Who is signed in, as the token says it. For display alone: what a person may do, the service decides by itself. */

import { SignInFailed } from "./teams.js";

/**
 * @typedef {object} Person
 * @property {string} oid
 * @property {string} name
 * @property {string[]} roles The app roles, such as "DataProtectionOfficer".
 */

/** @type {Person} */
const NOBODY = { oid: "", name: "", roles: [] };

/**
 * Nobody when Teams gives no token: the first call then tells why.
 * @param {import("./teams.js").Teams} teams
 * @returns {Promise<Person>}
 */
export async function personOf(teams) {
  try {
    return read(await teams.token());
  } catch (error) {
    if (error instanceof SignInFailed) return NOBODY;
    throw error;
  }
}

/**
 * @param {string} token
 * @returns {Person}
 */
function read(token) {
  const payload = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes));
  return { oid: claims.oid ?? "", name: claims.name ?? "", roles: claims.roles ?? [] };
}
