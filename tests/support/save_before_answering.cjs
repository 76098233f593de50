// Loaded into Azurite with `node --require`: what a request changed is on disk before it is answered, as Table Storage
// has it. When it cannot be written, the answer is 507; the change stays in memory and is written with the next one.
// A request with the header x-die-before-answering is the last: it is carried out and saved, and nothing is answered.
"use strict";
const fs = require("node:fs");
const http = require("node:http");
const Loki = require("lokijs");

// A third of what Azurite loads when it starts, and of no use with --disableTelemetry.
require.cache[require.resolve("applicationinsights")] = { loaded: true, exports: {} };

const { writeHead } = http.ServerResponse.prototype;
let tables;

// In the place of saving now and then: a save that began earlier could end later than ours.
Loki.prototype.autosaveEnable = function () {
  tables = this;
};

http.ServerResponse.prototype.writeHead = function (status, ...headers) {
  const isSaved = this.req.method === "GET" || save();
  if ("x-die-before-answering" in this.req.headers) {
    process.kill(process.pid, "SIGKILL");
  }
  return writeHead.call(this, isSaved ? status : 507, ...headers);
};

function save() {
  if (!tables.autosaveDirty()) {
    return true;
  }
  try {
    fs.writeFileSync(`${tables.filename}~`, tables.serialize());
    fs.renameSync(`${tables.filename}~`, tables.filename);
  } catch {
    return false;
  }
  tables.autosaveClearFlags();
  return true;
}
