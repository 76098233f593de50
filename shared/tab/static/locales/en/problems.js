/** Every refusal that a person can meet in the tab, in plain words with what to do next. */

/** @type {Record<string, {title: string, text: string, go?: string}>} */
const codes = {
  tenant_not_contracted: {
    title: "Your organisation has no contract",
    text: "Nothing was sent. Ask your organisation's administrator to register with the contact-centre vendor.",
  },
  contract_ended: {
    title: "Your organisation's contract does not run",
    text: "Nothing was sent. Ask your administrator. What is kept about you, you can still see and erase.",
    go: "#data",
  },
  domain_not_registered: {
    title: "Your domain is not registered",
    text: "Nothing was sent. Ask your administrator to have the domain of your username registered with the vendor.",
  },
  guest_not_supported: {
    title: "You are a guest here",
    text: "Guests are not forwarded, and nothing was sent. Switch to your own organisation in Teams, and open the app there.",
  },
  username_missing: {
    title: "Your account has no usable username",
    text: "It needs one of the form name@domain. Ask your administrator.",
  },
  processing_restricted: {
    title: "Processing of your data is restricted",
    text: "Nothing is forwarded while it is. Under My data you see why, and can lift what you asked for yourself.",
    go: "#data",
  },
  not_matched: {
    title: "The contact centre does not know you",
    text: "Ask your contact centre's administrator to add your Teams username. Then connect again.",
    go: "#connect",
  },
  identity_rebound: {
    title: "This username belongs to another account",
    text: "An earlier account had it. Ask your organisation's data protection officer to release it.",
  },
  consent_required: {
    title: "Your consent is missing",
    text: "Teams gives your meeting reports to this app only if you, or your administrator, allow it. Nothing was stored.",
  },
  access_policy_missing: {
    title: "Teams lets this app read no meetings",
    text: "A Teams administrator has to grant you an application access policy that lists this app. Nothing was stored.",
  },
  claims_required: {
    title: "One more sign-in is needed",
    text: "Your organisation asks for more than this sign-in. Load the tab again; Teams then asks you.",
  },
  meeting_not_found: {
    title: "Teams has no such meeting of yours",
    text: "It is not there any more, or somebody else organised it. Reports go to organisers.",
  },
  graph_failed: {
    title: "Teams gave no usable report",
    text: "Nothing is wrong with your account. Try again in a few minutes.",
  },
  graph_timeout: {
    title: "Teams did not answer in time",
    text: "What was stored stays stored. Try again in a few minutes; it then goes on from there.",
  },
  too_many_requests: { title: "Too much at once", text: "Wait for a moment, then try again." },
  csv_unreadable: {
    title: "This is no attendance report of Teams",
    text: "Choose the CSV file as Teams gave it to you, unchanged. Nothing was stored.",
  },
  csv_meeting_missing: {
    title: "The file's meeting is missing",
    text: "Name the meeting and its date. Nothing was stored.",
  },
  csv_dates_ambiguous: {
    title: "The dates in this file can be read in two ways",
    text: "Check the meeting's date. If it is right, fetch the report from Teams instead. Nothing was stored.",
  },
  meeting_date_mismatch: {
    title: "This file is of another day",
    text: "Give the date on which the meeting in the file began. Nothing was stored.",
  },
  contact_center_failed: {
    title: "The contact centre gave no usable answer",
    text: "Nothing is wrong with your account. Try again in a few minutes.",
  },
  contact_center_timeout: {
    title: "The contact centre did not answer in time",
    text: "Nothing is wrong with your account. Try again in a few minutes.",
  },
  insufficient_scope: {
    title: "The sign-in is not for this app",
    text: "Close the tab and open it again. If that does not help, ask your administrator.",
  },
  client_not_allowed: {
    title: "Please open the app in Teams",
    text: "It works inside Microsoft Teams and Microsoft 365.",
  },
  role_required: {
    title: "This needs a role that you do not have",
    text: "Your organisation's administrator gives it. A new role counts from the next sign-in on.",
  },
  not_found: { title: "There is nothing here", text: "It was deleted, has reached its time, or is not yours." },
  conflict: { title: "This does not fit what is there", text: "Load the screen again and look at the present state." },
  too_large: {
    title: "This is too large",
    text: "A file may have 4 MiB, everything else 256 KiB. Nothing was stored.",
  },
  invalid_json: { title: "This is no report file", text: "The file has to hold JSON. Nothing was stored." },
  invalid_encoding: { title: "This file cannot be read", text: "It has to be UTF-8. Nothing was stored." },
  duplicate_key: { title: "This file names something twice", text: "Nothing was stored." },
  too_deep: { title: "This is no report file", text: "It is nested too deeply. Nothing was stored." },
  invalid_request: { title: "This cannot be read", text: "Check what you entered. Nothing was changed." },
  invalid_body: { title: "Something does not fit", text: "These places need another value. Nothing was stored." },
  attention_tracking_forbidden: {
    title: "Attention is not tracked here",
    text: "What measures people's attention, engagement or activity is never stored. Nothing was.",
  },
  chat_not_permitted: {
    title: "Chat may not be stored",
    text: "It needs your organisation's switch, a purpose and a necessity. Nothing was stored.",
  },
  questions_only_for_webinars: {
    title: "Questions are for webinars",
    text: "A meeting's questions are not stored. Nothing was.",
  },
  recording_not_announced: {
    title: "The recording was not announced",
    text: "A recording is noted only when it was announced before it began. Nothing was stored.",
  },
  recording_consent_missing: {
    title: "The recording lacks consent",
    text: "Give the consent, or why none was needed. Nothing was stored.",
  },
  attendance_times_not_permitted: {
    title: "Times of attendance are not kept",
    text: "Your organisation has not switched them on. Nothing was stored.",
  },
  retention_elapsed: {
    title: "The meeting is past its month",
    text: "What would have to be deleted at once is not stored.",
  },
  not_ended_yet: { title: "The meeting has not ended", text: "Store its report once it is over." },
  not_correctable: {
    title: "This cannot be corrected here",
    text: "What is logged is what happened. In reports your name and your own topics can be corrected.",
  },
  would_move_deadline: {
    title: "This would move a deadline",
    text: "Times of a meeting decide when its report is deleted. Delete the report and store it again.",
  },
  corrected_at_source: {
    title: "This comes from your sign-in",
    text: "Have your administrator correct it, then connect again: your profile follows.",
  },
  hold_refused: { title: "This hold is not possible", text: "It needs a ground in force and an end within its years." },
  restriction_refused: {
    title: "This needs a proper end",
    text: "Claims and unlawful processing need a last day, 12 months ahead at most; the others have none.",
  },
  storage_unavailable: {
    title: "Storage does not answer",
    text: "Nothing that was confirmed is lost. Try again soon.",
  },
  keys_unavailable: { title: "The sign-in service does not answer", text: "Try again in a few seconds." },
  misconfigured: {
    title: "The service is not set up",
    text: "Its operator has to correct a setting. Try again later; the privacy notice can still be read.",
  },
};

/** What is wrong at one place of what was sent. @type {Record<string, string>} */
const places = {
  required: "is missing",
  unknown: "is not known here",
  type: "is of the wrong kind",
  format: "does not have the right form",
  characters: "has characters that are not allowed",
  out_of_range: "is out of range",
  too_long: "is too long",
  too_short: "is too short",
  not_allowed: "is not one of the possible values",
  before_the_start: "is before the beginning",
  after_the_start: "is not before the beginning",
  longer_than_30_hours: "is more than 30 hours after the beginning",
  switched_off: "is not switched on in your organisation",
  withdrawn: "was withdrawn",
  questions_only_for_webinars: "belongs to webinars only",
  attendance_times_not_permitted: "is a time of attendance",
  not_ended_yet: "is in the future",
  retention_elapsed: "is more than a month ago",
  attention_tracking_forbidden: "measures attention or engagement",
};

/** @type {Record<string, string>} */
const open = { "#data": "Open My data", "#connect": "Open Connect" };

export default {
  codes,
  places,
  open,
  notConnected: {
    title: "You are not connected yet",
    text: "Reports are stored for people whom their contact centre knows. Connect first; nothing was stored.",
    go: "#connect",
  },
  slow: { title: "No answer came", text: "The service or the network is slow. Nothing is lost: try again." },
  offline: { title: "You are offline", text: "This device has no network. Try again when it is back." },
  expired: { title: "Your sign-in has run out", text: "Load the tab again; Teams then signs you in anew." },
  busy: { title: "Too much at once", text: "Wait for a moment, then try again." },
  broken: {
    title: "Something went wrong here",
    text: "It is not your fault. Try again; if it stays, tell your administrator the number below.",
  },
  changed: { title: "The app has been updated", text: "Load the tab again to get the new version." },
  refused: "This was refused",
  refusedText: "Nothing was changed. If it stays, tell your administrator the number below.",
  signIn: {
    consent: {
      title: "Your consent is missing",
      text: "Teams may sign you in to this app only if you, or your administrator, allow it.",
    },
    cancelled: { title: "The sign-in was cancelled", text: "Nothing was sent. Try again when you like." },
    failed: { title: "Teams could not sign you in", text: "Try again. If it stays, sign out of Teams and in again." },
  },
  again: "Try again",
  allow: "Allow it",
  reload: "Load again",
  wait: (/** @type {number} */ seconds) => `Try again in ${seconds} s`,
  more: (/** @type {number} */ count) => `and ${count} more`,
  correlation: "Number for your administrator:",
};
