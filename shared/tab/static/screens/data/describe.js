/** An entry in a sentence: what it is, when it happened, and where it belongs. */

/** @typedef {typeof import("../../locales/en/held.js").default} Words */
/** @typedef {typeof import("../../locales/en/rights.js").default} Rights */
/** @typedef {import("./access-export.js").Item} Item */

/**
 * What is needed to tell entries.
 * @typedef {object} Telling
 * @property {Words} words
 * @property {Rights} rights
 * @property {boolean} own Speaks to the person; otherwise about them.
 * @property {Map<string, string>} topics By the id of the report.
 */

/** @type {Record<string, string>} */
const GROUP_OF = {
  profiles: "profile",
  restrictions: "profile",
  activity: "log",
  erasures: "log",
  notifications: "log",
  meetings: "metadata",
  reports: "report_content",
  holds: "accountability",
};
const TIMES = ["at", "startedAt", "storedAt", "matchedAt", "boundAt", "since", "placedAt", "asOf"];
const DAY = /\.(\d{4})(\d{2})(\d{2})\./;
const REPORT = /\d{8}-[a-z2-7]{26}/;

/**
 * The category it is shown under; one that the tab does not know goes by the first that the service names.
 * @param {Item} item
 */
export function groupOf(item) {
  return GROUP_OF[item.family] ?? item.categories[0] ?? "log";
}

/**
 * The topics of the reports that the headers among the entries name; an earlier one only where there is no other.
 * @param {Item[]} items
 */
export function topicsOf(items) {
  const headers = items.filter(({ family }) => family === "meetings");
  const inOrder = [...headers.filter(({ data }) => data.isEarlier), ...headers.filter(({ data }) => !data.isEarlier)];
  return new Map(inOrder.map(({ id, data }) => [reportOf(id), data.topic]));
}

/**
 * When it happened: an instant, or a day where only that is known; null when the entry has no time of its own.
 * @param {Item} item
 * @returns {{instant: string} | {day: string} | null}
 */
export function happened({ id, family, data }) {
  const found = DAY.exec(id);
  // A report's content says only when it was stored; the day of the meeting is in its id.
  if (found && family === "reports") return { day: `${found[1]}-${found[2]}-${found[3]}` };
  const name = TIMES.find((each) => typeof data[each] === "string");
  return name === undefined ? null : { instant: data[name] };
}

/**
 * @param {Telling} telling
 * @param {Item} item
 * @returns {string}
 */
export function sentence(telling, item) {
  const said = described(telling, item);
  if (item.data.isEarlier) return telling.words.earlier(said);
  return "heldFor" in item.data || item.id.startsWith("held.") ? telling.words.heldFor(said) : said;
}

/**
 * @param {Telling} telling
 * @param {Item} item
 * @returns {string}
 */
function described(telling, item) {
  const { words, rights } = telling;
  const voice = telling.own ? words.own : words.other;
  const { data } = item;
  switch (item.family) {
    case "activity":
      return event(telling, data);
    case "meetings":
      return words.header(words.quoted(data.topic));
    case "reports":
      if (item.source !== "report_of_another_person") return words.content(topic(telling, reportOf(item.id)));
      return data.attendees ? voice.mention : voice.words;
    case "profiles":
      return data.username ? voice.profile(data.username) : voice.binding;
    case "restrictions":
      return voice.restriction(words.quoted(rights.grounds[data.ground]?.title ?? data.ground));
    case "holds": {
      const ground = rights.holdGrounds[data.ground] ?? data.ground;
      return data.isAboutYou ? voice.holdAboutYou(ground) : voice.holdByYou(ground);
    }
    case "erasures":
      return /** @type {Record<string, string>} */ (voice.erasure)[data.state] ?? words.unknownEntry(item.family);
    case "notifications":
      return words.inform(words.changes[data.change] ?? data.change);
    default:
      return words.unknownEntry(item.family);
  }
}

/**
 * @param {Telling} telling
 * @param {Record<string, any>} data Of an entry of the log.
 * @returns {string}
 */
function event(telling, data) {
  const { words } = telling;
  const voice = telling.own ? words.own : words.other;
  const unknown = words.unknownEvent(data.kind);
  if (data.role) return words.inRole[data.kind] ?? unknown;
  // The person's part of what an officer did carries the id of the act, and not who did it.
  if (data.actId) return words.byOfficer[data.kind] ?? unknown;
  if (data.kind === "forward") {
    if (data.outcome === "matched") return voice.connected(data.instance);
    return voice.notConnected(data.instance, words.ends[data.outcome] ?? data.outcome);
  }
  const about = data.reportId ? topic(telling, data.reportId) : null;
  if (about !== null && data.kind === "report_stored") return voice.stored(about);
  if (about !== null && data.kind === "report_deleted") return voice.deleted(about);
  return voice.events[data.kind] ?? unknown;
}

/**
 * @param {Telling} telling
 * @param {string} report
 */
function topic({ topics, words }, report) {
  const found = topics.get(report);
  return found === undefined ? null : words.quoted(found);
}

/**
 * The id of the report that an entry is of: a part of its own.
 * @param {string} id
 */
function reportOf(id) {
  return REPORT.exec(id)?.[0] ?? id;
}
