/** Löschung und Einschränkung: was sie bewirken, was bleibt und warum, und wer davon erfährt. */

/** @typedef {typeof import("../en/rights.js").default} Words */

/** @type {Words["families"]} */
const families = {
  activity: "Einträge im Protokoll",
  meetings: "Kopfdaten von Berichten",
  reports: "Inhalte von Berichten",
  profiles: "Profil und Benutzername",
  restrictions: "Einschränkung der Verarbeitung",
  held: "nur wegen einer Pflicht Aufbewahrtes",
  mentions: "Nennungen in Berichten, die andere gespeichert haben",
};

/** @type {Words["holdGrounds"]} */
const holdGrounds = {
  accounting_records: "Bücher und Aufzeichnungen",
  accounting_vouchers: "Buchungsbelege",
  business_letters: "Geschäftsbriefe",
  legal_claims: "Rechtsansprüche",
  authority_order: "Anordnung einer Behörde",
  restriction_unlawful: "statt der Löschung verlangt, weil die Verarbeitung unrechtmäßig sein soll",
  restriction_claims: "verlangt, weil es für Rechtsansprüche gebraucht wird",
};

/** @type {Words["grounds"]} */
const grounds = {
  accuracy: {
    title: "Was über mich gespeichert ist, stimmt nicht",
    what: "Solange es geprüft wird, wird nichts weitergeleitet, und andere sehen Sie nicht in Berichten.",
    ends: "Sie endet, wenn Datenschutzbeauftragte entscheiden. Nichts läuft von selbst wieder an.",
  },
  objection: {
    title: "Ich widerspreche, aus Gründen meiner besonderen Situation",
    what: "Bis über den Widerspruch entschieden ist, wird nichts weitergeleitet, und andere sehen Sie nicht in Berichten.",
    ends: "Sie endet, wenn Datenschutzbeauftragte entscheiden. Nichts läuft von selbst wieder an.",
  },
  consent: {
    title: "Ich widerrufe meine Einwilligung in Aufzeichnungen",
    what: "Was mit Einwilligung über Aufzeichnungen vermerkt ist, wird in Ihren Berichten und in denen, die Sie nennen, gelöscht und nicht neu vermerkt. Verbinden können Sie sich weiterhin.",
    ends: "Sie endet, wenn Sie sie aufheben; damit ist die Einwilligung wieder erteilt.",
  },
  unlawful: {
    title: "Es ist unrechtmäßig, soll aber vorerst bleiben",
    what: "Statt gelöscht zu werden, wird Ihres bis zu einem Tag aufbewahrt, den Sie wählen. Bis dahin wird es nicht verwendet: Nichts wird weitergeleitet, und andere sehen Sie nicht in Berichten. Datenschutzbeauftragte bestätigen das.",
    ends: "Sie endet nach diesem Tag oder früher, wenn Sie sie aufheben. Dann gelten für Ihre Daten wieder die üblichen Fristen.",
  },
  claims: {
    title: "Ich brauche es für Rechtsansprüche",
    what: "Ihres wird über seine Zeit hinaus bis zu einem Tag für Sie aufbewahrt, den Sie wählen. Bis dahin wird es nicht verwendet: Nichts wird weitergeleitet, und andere sehen Sie nicht in Berichten. Datenschutzbeauftragte bestätigen das.",
    ends: "Sie endet nach diesem Tag oder früher, wenn Sie sie aufheben. Dann gelten für Ihre Daten wieder die üblichen Fristen.",
  },
};

/** @type {Words["erase"]} */
const erase = {
  own: {
    title: "Löschen",
    what: "Löscht, was über Sie gespeichert ist, sofort und überall, außer dem, was bleiben muss.",
    start: "Meine Daten löschen …",
    question: "Löschen, was über Sie gespeichert ist?",
    goes: "Ihr Profil, Ihre Berichte mit allem, was darin steht, das Protokoll dessen, was Sie getan haben, und Ihr Name und Ihre Worte in Berichten, die andere gespeichert haben.",
    stays: [
      "Was Ihre Organisation nach dem Gesetz oder für Ansprüche aufbewahren muss: Es ist verborgen und geht von selbst, wenn das endet. Die Antwort nennt es mit Grund und letztem Tag. Haben Sie selbst das verlangt, heben Sie es zuerst auf.",
      "Ein Eintrag im Protokoll, dass Sie dies verlangt haben und wie es endete, und 31 Tage lang ein Vermerk, der verhindert, dass Älteres zurückkommt.",
      "Was Sie in einer Rolle getan haben, etwa als Datenschutzbeauftragte: Es dient dem Nachweis und bleibt seine 180 Tage.",
    ],
    after:
      "Auch Ihr Contact Center wird aufgefordert zu löschen. Wenn Sie sich wieder verbinden, gibt es wieder ein Profil von Ihnen.",
    tick: "Ich habe das gelesen. Löschen Sie, was über mich gespeichert ist.",
    yes: "Endgültig löschen",
    no: "Alles behalten",
  },
  other: {
    title: "Löschen",
    what: "Löscht, was über diese Person gespeichert ist, sofort und überall, außer dem, was bleiben muss.",
    start: "Daten dieser Person löschen …",
    question: "Löschen, was über diese Person gespeichert ist?",
    goes: "Das Profil, die Berichte der Person mit allem, was darin steht, das Protokoll dessen, was sie getan hat, und ihr Name und ihre Worte in Berichten, die andere gespeichert haben.",
    stays: [
      "Was Ihre Organisation nach dem Gesetz oder für Ansprüche aufbewahren muss: Es ist verborgen und geht von selbst, wenn das endet. Die Antwort nennt es mit Grund und letztem Tag.",
      "Ein Eintrag im Protokoll der Person, dass dies getan wurde und wie es endete, und einer in Ihrem; und 31 Tage lang ein Vermerk, der verhindert, dass Älteres zurückkommt.",
      "Was die Person in einer Rolle getan hat: Es dient dem Nachweis und bleibt seine 180 Tage.",
    ],
    after:
      "Auch das Contact Center wird aufgefordert zu löschen. Wenn die Person sich wieder verbindet, gibt es wieder ein Profil.",
    tick: "Ich habe das gelesen. Löschen Sie, was über diese Person gespeichert ist.",
    yes: "Endgültig löschen",
    no: "Alles behalten",
  },
};

/** @type {Words} */
export default {
  families,
  holdGrounds,
  grounds,
  erase,
  goesTitle: "Was gelöscht wird",
  staysTitle: "Was bleibt, und warum",
  erasing: "Wird gelöscht …",
  erased: "Es ist gelöscht",
  erasedInPart: "Was gehen darf, ist gelöscht; einiges muss bleiben",
  went: "Was gelöscht wurde",
  nothingWent: "Es gab nichts zu löschen.",
  count: (count, family) => `${count} × ${family}`,
  kept: (family, ground, day) => `${family}: ${ground}, bis ${day}`,
  alwaysStays:
    "Ein Eintrag im Protokoll, dass dies verlangt wurde und wie es endete, und 31 Tage lang ein Vermerk, dass nichts Älteres zurückkommt.",
  notesTitle: "Gut zu wissen",
  said: {
    "Free text that others wrote and that names you cannot be found; tell your organisation where it stands.":
      "Freier Text, den andere geschrieben haben und der Sie nennt, ist nicht auffindbar; sagen Sie Ihrer Organisation, wo er steht.",
    "What was logged of acts in a role is accountability and stays its 180 days.":
      "Was über Handlungen in einer Rolle protokolliert ist, dient dem Nachweis und bleibt seine 180 Tage.",
    "The operator of the service": "Der Betreiber des Dienstes",
  },
  toldTitle: "Wer davon erfährt",
  told: (name) => `${name} ist informiert.`,
  notYetTold: (name) => `${name} konnte noch nicht informiert werden. Es wird 30 Tage lang wieder versucht.`,
  nobodyTold: "Niemand muss informiert werden: Kein Contact Center hat davon etwas erhalten.",
};
