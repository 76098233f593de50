// Loaded into Azurite with `node --require`: when the process that started it is gone, its end of standard input is
// closed, and Azurite then does what it does on SIGINT: it saves and closes. Emitting the event works on Windows too.
"use strict";

const GRACE_MILLISECONDS = 15000;

process.stdin.on("end", () => {
  setTimeout(() => process.exit(1), GRACE_MILLISECONDS).unref();
  if (!process.emit("SIGINT")) {
    process.exit(0);
  }
});
process.stdin.resume();
