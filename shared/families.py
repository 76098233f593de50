"""THE register of what is kept: each family of rows with its purposes, bases, recipients and deadline (R5.3, R7, R8).

The privacy notice, the record of processing (Art. 30 GDPR), the access export and the sweep all read it from here.
A property that no family names may not be stored: tests hold every written row against `unknown_properties`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Language = Literal["de", "en"]
"""The languages of the notice."""


@dataclass(frozen=True, slots=True)
class Text:
    """One statement in both languages of the notice."""

    de: str
    en: str

    def of(self, language: Language) -> str:
        return self.de if language == "de" else self.en


class Category(StrEnum):
    """What kind of data a property is: the four kinds of the notice (R5.3), and what it keeps beside them."""

    AUTHENTICATION = "authentication"
    LOG = "log"
    METADATA = "metadata"
    PROFILE = "profile"
    REPORT_CONTENT = "report_content"
    CONTRACT = "contract"
    ACCOUNTABILITY = "accountability"


class Purpose(StrEnum):
    """The closed list of R4. Data without one of these purposes is not kept."""

    CONTACT_CENTER_ACCESS = "contact_center_access"
    ONLINE_MEETING = "online_meeting"
    WEBINAR_FOLLOW_UP = "webinar_follow_up"
    RESULT_LOG = "result_log"


class LegalBasis(StrEnum):
    """The closed list of R7: letters of Art. 6(1) GDPR."""

    CONSENT = "6(1)(a)"  # recordings only
    CONTRACT = "6(1)(b)"
    LEGAL_OBLIGATION = "6(1)(c)"  # holds only
    LEGITIMATE_INTERESTS = "6(1)(f)"


class Recipient(StrEnum):
    """The closed list of R8."""

    MICROSOFT = "microsoft"
    CONTACT_CENTER = "contact_center"
    OPERATOR = "operator"


class Deadline(StrEnum):
    """When rows are gone. The first two count from the row's day, which has a table of its own."""

    RETENTION = "retention"  # 180 days at the latest (R11.2a)
    CONTENT = "content"  # one calendar month at the latest (R6.5)
    CONTRACT = "contract"  # the end of the contract (R11.2b)
    AFTER_CONTRACT = "after_contract"  # after everything else of the tenant
    THREE_YEARS = "three_years"
    RESTRICTION = "restriction"  # lifted, or its time is over; without a contract after 180 days at the latest
    HOLD = "hold"  # the end of the hold (R11.1)
    ERASURE = "erasure"  # 31 days after it, or after the last hold that deferred it
    TOLD = "told"  # the recipient took it, or 30 days


@dataclass(frozen=True, slots=True)
class Property:
    """A stored property: the one category it belongs to, and what it means."""

    category: Category
    meaning: str


@dataclass(frozen=True, slots=True)
class Family:
    """Rows that are kept for the same reason and go by the same rule.

    A family without purposes and legal bases holds no personal data; its properties are accountability only.
    """

    name: str
    holds: Text
    purposes: tuple[Purpose, ...]
    legal_bases: tuple[LegalBasis, ...]
    recipients: tuple[Recipient, ...]
    deadline: Deadline
    properties: Mapping[str, Property]

    @property
    def categories(self) -> tuple[Category, ...]:
        """The categories of its properties, in the order of `Category`."""
        present = {described.category for described in self.properties.values()}
        return tuple(category for category in Category if category in present)


def _all_of(category: Category, meanings: Mapping[str, str]) -> Mapping[str, Property]:
    """Properties of one category. `PartitionKey` and `RowKey` take the category of the rows they address."""
    return MappingProxyType({name: Property(category, meaning) for name, meaning in meanings.items()})


_ACTIVITY = Family(
    name="activity",
    holds=Text(
        de="Was mit wessen Daten geschah: Anmeldungen, Weiterleitungen, gespeicherte und gelöschte Berichte, "
        "ausgeübte Rechte und, soweit eingestellt, die Adresse des Geräts.",
        en="What was done with whose data: sign-ins, forwards, reports stored and deleted, rights used and, as far "
        "as configured, the address of the device.",
    ),
    purposes=(Purpose.CONTACT_CENTER_ACCESS, Purpose.ONLINE_MEETING),
    legal_bases=(LegalBasis.CONTRACT, LegalBasis.LEGITIMATE_INTERESTS),
    recipients=(Recipient.MICROSOFT, Recipient.CONTACT_CENTER, Recipient.OPERATOR),
    deadline=Deadline.RETENTION,
    properties=MappingProxyType(
        {
            "PartitionKey": Property(Category.AUTHENTICATION, "ids of the tenant and the person, from the token"),
            "RowKey": Property(Category.LOG, "which event"),
            "at": Property(Category.METADATA, "when it happened, UTC"),
            "kind": Property(Category.LOG, "what was done"),
            "outcome": Property(Category.LOG, "how it ended"),
            "instance": Property(Category.LOG, "host of the contact-centre instance that was told (R8)"),
            "clientAddress": Property(Category.METADATA, "IP address of the device, shortened unless set otherwise"),
            "correlationId": Property(Category.LOG, "links the event to its request; also the two parts of an act"),
            "reportId": Property(Category.LOG, "the report it was about"),
            "tenantId": Property(Category.LOG, "the tenant that an operator's act was about"),
            "role": Property(Category.LOG, "the role that was acted in; such a row is about the act, not the person"),
            "actId": Property(Category.LOG, "links the two parts of an act in a role: the officer's and the person's"),
        }
    ),
)

_MEETINGS = Family(
    name="meetings",
    holds=Text(
        de="Zu jedem Bericht ein Kopfsatz: Thema, Zeiten, Zahl der Teilnehmenden und die Kennungen der Besprechung.",
        en="One header for each report: topic, times, number of participants and the ids of the meeting.",
    ),
    purposes=(Purpose.ONLINE_MEETING, Purpose.WEBINAR_FOLLOW_UP, Purpose.RESULT_LOG),
    legal_bases=(LegalBasis.CONTRACT, LegalBasis.LEGITIMATE_INTERESTS),
    recipients=(Recipient.MICROSOFT, Recipient.OPERATOR),
    deadline=Deadline.RETENTION,
    properties=_all_of(
        Category.METADATA,
        {
            "PartitionKey": "ids of the organiser's tenant and the organiser",
            "RowKey": "which report",
            "meetingId": "Teams' id of the meeting",
            "reportId": "Teams' id of the report",
            "type": "meeting or webinar",
            "topic": "topic of the meeting",
            "startedAt": "when it started, UTC",
            "endedAt": "when it ended, UTC",
            "participantCount": "how many took part",
            "storedAt": "when the report was stored, UTC",
            "guests": "how many attendees are stored without their name",
            "dialIns": "how many phone numbers are stored shortened",
        },
    ),
)

_REPORTS = Family(
    name="reports",
    holds=Text(
        de="Der Inhalt der Berichte: Teilnehmende, Einwahlen, bei Webinaren Fragen und Umfragen, Angaben zu einer "
        "Aufzeichnung und, nur wo erlaubt, der Chat.",
        en="The content of the reports: attendees, dial-ins, questions and surveys of webinars, facts about a "
        "recording and, only where permitted, the chat.",
    ),
    purposes=(Purpose.ONLINE_MEETING, Purpose.WEBINAR_FOLLOW_UP, Purpose.RESULT_LOG),
    legal_bases=(LegalBasis.CONSENT, LegalBasis.CONTRACT, LegalBasis.LEGITIMATE_INTERESTS),
    recipients=(Recipient.MICROSOFT, Recipient.OPERATOR),
    deadline=Deadline.CONTENT,
    properties=_all_of(
        Category.REPORT_CONTENT,
        {
            "PartitionKey": "ids of the organiser's tenant and the organiser",
            "RowKey": "which report",
            "format": "how the content is encoded",
            "storedAt": "when the report was stored, UTC",
            "people": "digests of the people mentioned, by which a person's rights reach the report",
            # An entity of 512 KiB in binary properties of 64 KiB each.
            **{f"c{part}": f"part {part} of the compressed content" for part in range(8)},
        },
    ),
)

_PROFILES = Family(
    name="profiles",
    holds=Text(
        de="Benutzername und Domäne jeder zugeordneten Person, zu welchem Konto sie gehören und welche Fassung "
        "dieses Hinweises sie gesehen hat.",
        en="The username and domain of each matched person, the account they belong to, and which version of this "
        "notice the person has seen.",
    ),
    purposes=(Purpose.CONTACT_CENTER_ACCESS,),
    legal_bases=(LegalBasis.CONTRACT,),
    recipients=(Recipient.MICROSOFT, Recipient.CONTACT_CENTER, Recipient.OPERATOR),
    deadline=Deadline.CONTRACT,
    properties=_all_of(
        Category.PROFILE,
        {
            "PartitionKey": "groups the profiles apart from the bindings of usernames",
            "RowKey": "the person's id, or the digest of a username",
            "username": "Teams username, from the token",
            "domain": "domain of the username",
            "matchedAt": "when the contact centre first knew the person, UTC",
            "updatedAt": "when the profile last changed, UTC",
            "noticeSeen": "version of the notice that the person has seen",
            "oid": "id of the person that a username is bound to",
            "boundAt": "when it was bound, UTC",
        },
    ),
)

_TENANTS = Family(
    name="tenants",
    holds=Text(
        de="Der Vertrag mit Ihrer Organisation: ihre Domänen, ihre Contact-Center-Instanz und was erhoben werden darf.",
        en="The contract with your organisation: its domains, its contact-centre instance and what may be collected.",
    ),
    purposes=(Purpose.CONTACT_CENTER_ACCESS,),
    legal_bases=(LegalBasis.CONTRACT,),
    recipients=(Recipient.MICROSOFT, Recipient.OPERATOR),
    deadline=Deadline.AFTER_CONTRACT,
    properties=_all_of(
        Category.CONTRACT,
        {
            "PartitionKey": "one for all registrations",
            "RowKey": "id of the organisation, or a registered domain",
            "name": "name of the organisation",
            "domains": "domains registered for it",
            "contactCenterUrl": "where usernames are forwarded to",
            "contactCenterName": "name of the instance",
            "contactCenterScope": "scope of the service token for the instance",
            "contactCenterTenantId": "tenant that issues the service token",
            "country": "country of the instance",
            "transferSafeguard": "safeguard of a transfer out of the EEA (R9)",
            "launchHosts": "hosts that the way in may point at",
            "contractStart": "first day of the contract",
            "contractEnd": "last day of the contract",
            "attendanceTimes": "whether times of attendance may be collected",
            "chat": "whether chat may be collected",
            "endedAt": "when the contract was ended by hand, UTC",
            "leaving": "whether all rows of the tenant go with the contract",
            "tenantId": "the organisation that a domain is registered for",
        },
    ),
)

_RESTRICTIONS = Family(
    name="restrictions",
    holds=Text(
        de="Dass die Verarbeitung der Daten einer Person eingeschränkt ist, weshalb, seit wann und bis wann.",
        en="That the processing of a person's data is restricted, why, since when and until when.",
    ),
    purposes=(Purpose.CONTACT_CENTER_ACCESS, Purpose.ONLINE_MEETING),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    recipients=(Recipient.MICROSOFT, Recipient.OPERATOR),
    deadline=Deadline.RESTRICTION,
    properties=_all_of(
        Category.PROFILE,
        {
            "PartitionKey": "id of the tenant",
            "RowKey": "id of the person",
            "ground": "why: accuracy, objection, consent, unlawful or claims",
            "statement": "what the person said about it",
            "since": "when it began, UTC",
            "until": "last day, where it has one",
        },
    ),
)

_HOLDS = Family(
    name="holds",
    holds=Text(
        de="Aufbewahrungspflichten: Grund, Umfang, wer sie gesetzt hat und bis wann sie die Löschung aufschieben.",
        en="Duties to keep rows: ground, scope, who placed them and until when they defer deletion.",
    ),
    purposes=(Purpose.CONTACT_CENTER_ACCESS, Purpose.ONLINE_MEETING),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    recipients=(Recipient.MICROSOFT, Recipient.OPERATOR),
    deadline=Deadline.HOLD,
    properties=MappingProxyType(
        {
            **_all_of(
                Category.ACCOUNTABILITY,
                {
                    "PartitionKey": "id of the tenant",
                    "RowKey": "which hold",
                    "ground": "the duty that it rests on",
                    "families": "which families it keeps",
                    "placedAt": "when it was placed, UTC",
                    "endsOn": "last day",
                    "reviewOn": "when an officer looks at it again",
                    "confirmed": "whether an officer has confirmed what a person asked for",
                },
            ),
            "subject": Property(Category.PROFILE, "id of the person whose rows it keeps; absent for the whole tenant"),
            "owner": Property(Category.PROFILE, "id of the officer who placed it"),
            "note": Property(Category.LOG, "what the officer noted"),
        }
    ),
)

_HELD = Family(
    name="held",
    holds=Text(
        de="Zeilen, die nur noch wegen einer Aufbewahrungspflicht da sind; im Betrieb sind sie nicht mehr zu sehen.",
        en="Rows that are there only because of a duty to keep them; in daily use they are no longer seen.",
    ),
    purposes=(Purpose.CONTACT_CENTER_ACCESS, Purpose.ONLINE_MEETING, Purpose.WEBINAR_FOLLOW_UP, Purpose.RESULT_LOG),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    recipients=(Recipient.MICROSOFT, Recipient.OPERATOR),
    deadline=Deadline.HOLD,
    properties=MappingProxyType(
        {
            **{
                name: described
                for family in (_ACTIVITY, _MEETINGS, _REPORTS, _PROFILES)
                for name, described in family.properties.items()
            },
            "heldFamily": Property(Category.ACCOUNTABILITY, "the family that the row comes from"),
            "heldDay": Property(Category.ACCOUNTABILITY, "the row's day, or the first day of its contract"),
        }
    ),
)

_ERASURES = Family(
    name="erasures",
    holds=Text(
        de="Eine laufende oder aufgeschobene Löschung, und einen Monat lang, dass gelöscht wurde: damit nichts davon "
        "zurückkommt.",
        en="An erasure that is under way or deferred and, for a month, that one was done: so that nothing comes back.",
    ),
    purposes=(Purpose.CONTACT_CENTER_ACCESS, Purpose.ONLINE_MEETING),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    recipients=(Recipient.MICROSOFT, Recipient.OPERATOR),
    deadline=Deadline.ERASURE,
    properties=_all_of(
        Category.LOG,
        {
            "PartitionKey": "id of the tenant",
            "RowKey": "id of the person",
            "asOf": "the instant up to which everything goes, UTC",
            "state": "running, deferred or done",
            "correlationId": "links it to the request",
            "deferredBy": "the holds that defer it",
            "checked": "whether it was carried out once more when nothing beside it was still writing",
        },
    ),
)

_NOTIFICATIONS = Family(
    name="notifications",
    holds=Text(
        de="Welche Contact-Center-Instanz noch von einer Berichtigung, Löschung oder Einschränkung erfahren muss.",
        en="Which contact-centre instance has still to be told of a rectification, erasure or restriction.",
    ),
    purposes=(Purpose.CONTACT_CENTER_ACCESS,),
    legal_bases=(LegalBasis.LEGAL_OBLIGATION,),
    recipients=(Recipient.MICROSOFT, Recipient.CONTACT_CENTER, Recipient.OPERATOR),
    deadline=Deadline.TOLD,
    properties=_all_of(
        Category.LOG,
        {
            "PartitionKey": "id of the tenant",
            "RowKey": "which notification",
            "oid": "id of the person",
            "username": "Teams username as it was forwarded",
            "domain": "domain of the username",
            "change": "erasure, rectification, restriction or restriction_lifted",
            "since": "when it became due, UTC",
        },
    ),
)

_EVIDENCE = Family(
    name="evidence",
    holds=Text(
        de="Nachweise, dass gelöscht wurde: Läufe, gelöschte Tabellen und Ergebnis, ohne personenbezogene Daten.",
        en="Proof that data was deleted: runs, tables deleted and the outcome, without personal data.",
    ),
    purposes=(),
    legal_bases=(),
    recipients=(Recipient.MICROSOFT, Recipient.OPERATOR),
    deadline=Deadline.THREE_YEARS,
    properties=_all_of(
        Category.ACCOUNTABILITY,
        {
            "PartitionKey": "groups the runs apart from the lease",
            "RowKey": "which run, whether it has ended, or the lease",
            "number": "number of the run",
            "startedAt": "when it started, UTC",
            "finishedAt": "when it finished, UTC",
            "outcome": "how it ended",
            "intended": "tables that a run under way is about to delete",
            "dropped": "tables deleted",
            "overdue": "tables that were still there past their deadline",
            "failed": "tables that could not be deleted",
            "held": "how many rows were moved aside for holds",
            "unknown": "tables whose name the service does not know",
            "skewSeconds": "difference between our clock and storage's, in seconds",
            "trigger": "what started it: the timer or an operator",
            "previous": "hash of the run before",
            "hash": "hash of this run, chained to the one before",
            "owner": "which running process holds the lease",
            "until": "when the lease ends, UTC",
        },
    ),
)

FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            _ACTIVITY,
            _MEETINGS,
            _REPORTS,
            _PROFILES,
            _RESTRICTIONS,
            _HOLDS,
            _HELD,
            _ERASURES,
            _NOTIFICATIONS,
            _TENANTS,
            _EVIDENCE,
        )
    }
)
DAILY_FAMILIES = frozenset(
    entry.name for entry in FAMILIES.values() if entry.deadline in {Deadline.RETENTION, Deadline.CONTENT}
)
"""The families with a table a day."""


def family(name: str) -> Family:
    """The family of this name. Raises KeyError: nothing is kept outside the register (R5.3)."""
    return FAMILIES[name]


def unknown_properties(family: str, names: Iterable[str]) -> set[str]:
    """Those of a row's property names that the register does not know; empty when the row may be stored (R5.3).

    `names` are the names as written, keys included; what storage adds by itself (`Timestamp`, the ETag) is not ours
    to describe. Raises KeyError for an unknown family.
    """
    return set(names) - FAMILIES[family].properties.keys()
