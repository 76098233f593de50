/** @type {typeof import("../en/consent.js").default.permissions} */
const permissions = {
  "OnlineMeetings.Read":
    "Ihre Onlinebesprechungen. Der Dienst liest Thema, Beginn, Ende und Organisator derjenigen, die Sie nennen.",
  "OnlineMeetingArtifact.Read.All":
    "die Anwesenheitsberichte Ihrer Besprechungen: wer von wann bis wann teilgenommen hat. „All“ heißt sie bei Microsoft; gelesen wird nur, was Sie auch selbst sehen dürfen.",
  "VirtualEvent.Read":
    "Ihre Webinare mit den Anmeldungen und den dort gewählten Antworten. Diese Berechtigung kann nur die Administration erteilen.",
};

/** @type {typeof import("../en/consent.js").default.failed} */
const failed = {
  admin:
    "In Ihrer Organisation kann das nur die Administration erlauben. Im Fenster von Microsoft können Sie sie darum bitten; versuchen Sie es danach erneut.",
  declined: "Sie haben es nicht erlaubt, deshalb wurde nichts gelesen.",
  closed: "Das Fenster wurde geschlossen, bevor Microsoft eine Antwort hatte.",
  blocked: "Teams konnte das Fenster nicht öffnen. Erlauben Sie Teams Pop-up-Fenster und versuchen Sie es dann erneut.",
  failed:
    "Das Fenster von Microsoft endete ohne Antwort. Versuchen Sie es erneut; bleibt es dabei, sagen Sie es Ihrer Administration.",
};

/** @type {typeof import("../en/consent.js").default} */
export default {
  permissions,
  failed,
  asks: "Die App bittet Microsoft um diese Berechtigungen und nutzt sie nur, wenn Sie Berichte holen:",
  allow: "Erlauben",
  opens:
    "Öffnet ein Fenster von Microsoft, das Sie fragt. Sie können es jederzeit zurücknehmen (myapps.microsoft.com).",
  waiting: "Das Fenster von Microsoft ist offen …",
  administrator: "Wenn die Administration es tun muss",
  administratorOnly:
    "VirtualEvent.Read kann nur die Administration erlauben, und zwar für alle Personen Ihrer Organisation auf einmal.",
  administratorMay: "In manchen Organisationen darf nur die Administration etwas erlauben.",
  administratorWhere:
    "Im Entra Admin Center (entra.microsoft.com): Unternehmensanwendungen, diese App, Berechtigungen, Administratoreinwilligung erteilen. Die Kennung der App dort:",
  window: "Unterwegs zum Fenster von Microsoft …",
};
