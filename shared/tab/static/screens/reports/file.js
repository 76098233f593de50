/** What both kinds of files have in common: how large they may be, and reading them. */

import { Refused } from "../../api.js";

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * The file as it is, byte for byte. Null when the device cannot read it: it is a folder, or has gone since it was chosen.
 * @param {File} file
 * @throws {Refused} It is larger than the service takes: then nothing need be sent.
 */
export async function bytesOf(file) {
  if (file.size > MAX_BYTES) throw new Refused(413, { code: "too_large" }, null);
  try {
    return await file.arrayBuffer();
  } catch {
    return null;
  }
}
