/** @type {typeof import("../en/problems.js").default} */
export default {
  codes: {
    tenant_not_contracted: {
      title: "Ihre Organisation hat keinen Vertrag",
      text: "Es wurde nichts gesendet. Bitten Sie Ihre Administration, Ihre Organisation beim Anbieter des Contact Centers anzumelden.",
    },
    contract_ended: {
      title: "Der Vertrag Ihrer Organisation läuft nicht",
      text: "Es wurde nichts gesendet. Fragen Sie Ihre Administration. Was über Sie gespeichert ist, können Sie weiter sehen und löschen.",
      go: "#data",
    },
    domain_not_registered: {
      title: "Ihre Domäne ist nicht angemeldet",
      text: "Es wurde nichts gesendet. Bitten Sie Ihre Administration, die Domäne Ihres Benutzernamens beim Anbieter anmelden zu lassen.",
    },
    guest_not_supported: {
      title: "Sie sind hier Gast",
      text: "Gäste werden nicht weitergeleitet, und es wurde nichts gesendet. Wechseln Sie in Teams zu Ihrer eigenen Organisation und öffnen Sie die App dort.",
    },
    username_missing: {
      title: "Ihr Konto hat keinen brauchbaren Benutzernamen",
      text: "Es braucht einen der Form name@domäne. Fragen Sie Ihre Administration.",
    },
    processing_restricted: {
      title: "Die Verarbeitung Ihrer Daten ist eingeschränkt",
      text: "Solange wird nichts weitergeleitet. Unter Meine Daten sehen Sie den Grund und können aufheben, was Sie selbst verlangt haben.",
      go: "#data",
    },
    not_matched: {
      title: "Das Contact Center kennt Sie nicht",
      text: "Bitten Sie die Administration Ihres Contact Centers, Ihren Teams-Benutzernamen aufzunehmen. Verbinden Sie sich dann erneut.",
      go: "#connect",
    },
    identity_rebound: {
      title: "Dieser Benutzername gehört zu einem anderen Konto",
      text: "Ein früheres Konto hatte ihn. Bitten Sie die Datenschutzbeauftragten Ihrer Organisation, ihn freizugeben.",
    },
    consent_required: {
      title: "Ihre Zustimmung fehlt",
      text: "Teams gibt dieser App Ihre Berichte nur, wenn Sie oder Ihre Administration es erlauben. Es wurde nichts gespeichert.",
    },
    access_policy_missing: {
      title: "Teams lässt diese App keine Besprechungen lesen",
      text: "Die Teams-Administration muss Ihnen eine Anwendungszugriffsrichtlinie zuweisen, die diese App nennt. Es wurde nichts gespeichert.",
    },
    claims_required: {
      title: "Eine weitere Anmeldung ist nötig",
      text: "Ihrer Organisation genügt diese Anmeldung nicht. Laden Sie den Tab neu; Teams fragt Sie dann.",
    },
    meeting_not_found: {
      title: "Teams hat keine solche Besprechung von Ihnen",
      text: "Es gibt sie nicht mehr, oder jemand anderes hat sie organisiert. Berichte bekommt, wer organisiert hat.",
    },
    graph_failed: {
      title: "Teams gab keinen brauchbaren Bericht",
      text: "An Ihrem Konto liegt es nicht. Versuchen Sie es in einigen Minuten erneut.",
    },
    graph_timeout: {
      title: "Teams hat nicht rechtzeitig geantwortet",
      text: "Was gespeichert wurde, bleibt gespeichert. Versuchen Sie es in einigen Minuten erneut; es geht dann dort weiter.",
    },
    too_many_requests: {
      title: "Zu viel auf einmal",
      text: "Warten Sie einen Moment und versuchen Sie es dann erneut.",
    },
    csv_unreadable: {
      title: "Das ist kein Anwesenheitsbericht von Teams",
      text: "Wählen Sie die CSV-Datei so, wie Teams sie Ihnen gab. Es wurde nichts gespeichert.",
    },
    csv_meeting_missing: {
      title: "Die Besprechung der Datei fehlt",
      text: "Nennen Sie die Besprechung und ihr Datum. Es wurde nichts gespeichert.",
    },
    csv_dates_ambiguous: {
      title: "Die Daten in dieser Datei lassen sich zweifach lesen",
      text: "Prüfen Sie das Datum der Besprechung. Stimmt es, holen Sie den Bericht stattdessen aus Teams. Es wurde nichts gespeichert.",
    },
    meeting_date_mismatch: {
      title: "Diese Datei ist von einem anderen Tag",
      text: "Geben Sie das Datum an, an dem die Besprechung in der Datei begann. Es wurde nichts gespeichert.",
    },
    contact_center_failed: {
      title: "Das Contact Center gab keine brauchbare Antwort",
      text: "An Ihrem Konto liegt es nicht. Versuchen Sie es in einigen Minuten erneut.",
    },
    contact_center_timeout: {
      title: "Das Contact Center hat nicht rechtzeitig geantwortet",
      text: "An Ihrem Konto liegt es nicht. Versuchen Sie es in einigen Minuten erneut.",
    },
    insufficient_scope: {
      title: "Die Anmeldung gilt nicht für diese App",
      text: "Schließen Sie den Tab und öffnen Sie ihn wieder. Hilft das nicht, fragen Sie Ihre Administration.",
    },
    client_not_allowed: {
      title: "Bitte öffnen Sie die App in Teams",
      text: "Sie läuft in Microsoft Teams und Microsoft 365.",
    },
    role_required: {
      title: "Dazu fehlt Ihnen eine Rolle",
      text: "Die Administration Ihrer Organisation vergibt sie. Eine neue Rolle gilt ab der nächsten Anmeldung.",
    },
    not_found: { title: "Hier ist nichts", text: "Es wurde gelöscht, seine Frist ist um, oder es gehört nicht Ihnen." },
    conflict: {
      title: "Das passt nicht zum jetzigen Stand",
      text: "Laden Sie den Bereich neu und sehen Sie sich den Stand an.",
    },
    too_large: {
      title: "Das ist zu groß",
      text: "Eine Datei darf 4 MiB haben, alles andere 256 KiB. Es wurde nichts gespeichert.",
    },
    invalid_json: {
      title: "Das ist keine Berichtsdatei",
      text: "Die Datei muss JSON enthalten. Es wurde nichts gespeichert.",
    },
    invalid_encoding: {
      title: "Diese Datei lässt sich nicht lesen",
      text: "Sie muss UTF-8 sein. Es wurde nichts gespeichert.",
    },
    duplicate_key: { title: "Diese Datei nennt etwas doppelt", text: "Es wurde nichts gespeichert." },
    too_deep: {
      title: "Das ist keine Berichtsdatei",
      text: "Sie ist zu tief verschachtelt. Es wurde nichts gespeichert.",
    },
    invalid_request: {
      title: "Das lässt sich nicht lesen",
      text: "Prüfen Sie Ihre Eingaben. Es wurde nichts geändert.",
    },
    invalid_body: {
      title: "Etwas passt nicht",
      text: "Diese Stellen brauchen einen anderen Wert. Es wurde nichts gespeichert.",
    },
    attention_tracking_forbidden: {
      title: "Aufmerksamkeit wird hier nicht verfolgt",
      text: "Was Aufmerksamkeit, Beteiligung oder Aktivität von Menschen misst, wird nie gespeichert. Auch jetzt nicht.",
    },
    chat_not_permitted: {
      title: "Chat darf nicht gespeichert werden",
      text: "Er braucht den Schalter Ihrer Organisation, einen Zweck und eine Notwendigkeit. Es wurde nichts gespeichert.",
    },
    questions_only_for_webinars: {
      title: "Fragen gibt es nur zu Webinaren",
      text: "Fragen einer Besprechung werden nicht gespeichert. Auch jetzt nicht.",
    },
    recording_not_announced: {
      title: "Die Aufzeichnung war nicht angekündigt",
      text: "Eine Aufzeichnung wird nur vermerkt, wenn sie vor ihrem Beginn angekündigt war. Es wurde nichts gespeichert.",
    },
    recording_consent_missing: {
      title: "Der Aufzeichnung fehlt die Einwilligung",
      text: "Geben Sie die Einwilligung an, oder warum keine nötig war. Es wurde nichts gespeichert.",
    },
    attendance_times_not_permitted: {
      title: "Zeiten der Anwesenheit werden nicht gespeichert",
      text: "Ihre Organisation hat sie nicht eingeschaltet. Es wurde nichts gespeichert.",
    },
    retention_elapsed: {
      title: "Der Monat dieser Besprechung ist um",
      text: "Was sofort gelöscht werden müsste, wird nicht gespeichert.",
    },
    not_ended_yet: {
      title: "Die Besprechung ist noch nicht zu Ende",
      text: "Speichern Sie den Bericht, wenn sie vorbei ist.",
    },
    not_correctable: {
      title: "Das lässt sich hier nicht berichtigen",
      text: "Protokolliert ist, was geschehen ist. In Berichten lassen sich Ihr Name und Ihre eigenen Themen berichtigen.",
    },
    would_move_deadline: {
      title: "Das würde eine Frist verschieben",
      text: "Die Zeiten einer Besprechung entscheiden, wann ihr Bericht gelöscht wird. Löschen Sie den Bericht und speichern Sie ihn neu.",
    },
    corrected_at_source: {
      title: "Das kommt aus Ihrer Anmeldung",
      text: "Lassen Sie es von Ihrer Administration berichtigen und verbinden Sie sich dann erneut: Ihr Profil folgt.",
    },
    hold_refused: {
      title: "Diese Sperre ist nicht möglich",
      text: "Sie braucht einen geltenden Grund und ein Ende innerhalb von dessen Jahren.",
    },
    restriction_refused: {
      title: "Das braucht ein richtiges Ende",
      text: "Rechtsansprüche und unrechtmäßige Verarbeitung brauchen einen letzten Tag, höchstens in 12 Monaten; die anderen haben keinen.",
    },
    storage_unavailable: {
      title: "Der Speicher antwortet nicht",
      text: "Nichts Bestätigtes ist verloren. Versuchen Sie es bald erneut.",
    },
    keys_unavailable: {
      title: "Der Anmeldedienst antwortet nicht",
      text: "Versuchen Sie es in einigen Sekunden erneut.",
    },
    misconfigured: {
      title: "Der Dienst ist nicht eingerichtet",
      text: "Sein Betrieb muss eine Einstellung berichtigen. Versuchen Sie es später; die Datenschutzhinweise sind lesbar.",
    },
  },
  places: {
    required: "fehlt",
    unknown: "ist hier nicht bekannt",
    type: "ist von falscher Art",
    format: "hat nicht die richtige Form",
    characters: "hat Zeichen, die nicht erlaubt sind",
    out_of_range: "liegt außerhalb der Grenzen",
    too_long: "ist zu lang",
    too_short: "ist zu kurz",
    not_allowed: "ist keiner der möglichen Werte",
    before_the_start: "liegt vor dem Beginn",
    after_the_start: "liegt nicht vor dem Beginn",
    longer_than_30_hours: "liegt mehr als 30 Stunden nach dem Beginn",
    switched_off: "ist in Ihrer Organisation nicht eingeschaltet",
    withdrawn: "wurde widerrufen",
    questions_only_for_webinars: "gehört nur zu Webinaren",
    attendance_times_not_permitted: "ist eine Zeit der Anwesenheit",
    not_ended_yet: "liegt in der Zukunft",
    retention_elapsed: "liegt mehr als einen Monat zurück",
    attention_tracking_forbidden: "misst Aufmerksamkeit oder Beteiligung",
  },
  open: { "#data": "Meine Daten öffnen", "#connect": "Verbinden öffnen" },
  notConnected: {
    title: "Sie sind noch nicht verbunden",
    text: "Berichte werden für Menschen gespeichert, die ihr Contact Center kennt. Verbinden Sie sich zuerst; es wurde nichts gespeichert.",
    go: "#connect",
  },
  slow: {
    title: "Es kam keine Antwort",
    text: "Der Dienst oder das Netz ist langsam. Nichts ist verloren: Versuchen Sie es erneut.",
  },
  offline: {
    title: "Sie sind offline",
    text: "Dieses Gerät hat kein Netz. Versuchen Sie es erneut, wenn es wieder da ist.",
  },
  expired: {
    title: "Ihre Anmeldung ist abgelaufen",
    text: "Laden Sie den Tab neu; Teams meldet Sie dann wieder an.",
  },
  busy: { title: "Zu viel auf einmal", text: "Warten Sie einen Moment und versuchen Sie es dann erneut." },
  broken: {
    title: "Hier ist etwas schiefgegangen",
    text: "Es liegt nicht an Ihnen. Versuchen Sie es erneut; bleibt es so, nennen Sie Ihrer Administration die Nummer unten.",
  },
  changed: { title: "Die App wurde aktualisiert", text: "Laden Sie den Tab neu, um die neue Fassung zu bekommen." },
  refused: "Das wurde abgelehnt",
  refusedText: "Es wurde nichts geändert. Bleibt es so, nennen Sie Ihrer Administration die Nummer unten.",
  signIn: {
    consent: {
      title: "Ihre Zustimmung fehlt",
      text: "Teams darf Sie bei dieser App nur anmelden, wenn Sie oder Ihre Administration es erlauben.",
    },
    cancelled: {
      title: "Die Anmeldung wurde abgebrochen",
      text: "Es wurde nichts gesendet. Versuchen Sie es erneut, wann Sie mögen.",
    },
    failed: {
      title: "Teams konnte Sie nicht anmelden",
      text: "Versuchen Sie es erneut. Bleibt es so, melden Sie sich bei Teams ab und wieder an.",
    },
  },
  again: "Erneut versuchen",
  allow: "Erlauben",
  reload: "Neu laden",
  wait: (seconds) => `Erneut versuchen in ${seconds} s`,
  more: (count) => `und ${count} weitere`,
  correlation: "Nummer für Ihre Administration:",
};
