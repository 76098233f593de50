/** What may be read at Microsoft, whom it takes to allow it, and the window that asks. */

/** What each permission lets the service read. @type {Record<string, string>} */
const permissions = {
  "OnlineMeetings.Read":
    "your online meetings. The service reads topic, beginning, end and organiser of the one you name.",
  "OnlineMeetingArtifact.Read.All":
    "the attendance reports of your meetings: who took part, from when to when. “All” is Microsoft’s name for it; it reads no more than you may see yourself.",
  "VirtualEvent.Read":
    "your webinars, with their registrations and the answers chosen there. Only an administrator can allow this one.",
};

/** Why the window ended without a consent. @type {Record<import("../../teams.js").PopUpFailure, string>} */
const failed = {
  admin:
    "Only an administrator can allow this in your organisation. You can ask for it in Microsoft’s window; then try again.",
  declined: "You did not allow it, so nothing was read.",
  closed: "The window was closed before Microsoft had an answer.",
  blocked: "Teams could not open the window. Allow pop-ups for Teams, then try again.",
  failed: "Microsoft’s window ended without an answer. Try again; if it stays, tell your administrator.",
};

export default {
  permissions,
  failed,
  asks: "The app asks Microsoft for these permissions, and uses them only when you fetch reports:",
  allow: "Allow",
  opens: "Opens Microsoft’s window, which asks you. You can take it back at any time (myapps.microsoft.com).",
  waiting: "Microsoft’s window is open …",
  administrator: "When an administrator has to do it",
  administratorOnly:
    "VirtualEvent.Read can only be allowed by an administrator, for all people of your organisation at once.",
  administratorMay: "Some organisations let only administrators allow anything.",
  administratorWhere:
    "In the Entra admin center (entra.microsoft.com): Enterprise applications, this app, Permissions, Grant admin consent. The app’s id there:",
  window: "On the way to Microsoft’s window …",
};
