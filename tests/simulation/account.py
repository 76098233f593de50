"""The oracle's account of what there is by rights: what is asked of it, and what follows from it for each thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from tests.simulation.promises import (
    AFTER_THE_CONTRACT,
    DAILY,
    EARLY,
    NEVER,
    NOBODY,
    WITH_THE_CONTRACT,
    Contract,
    Hold,
    Kept,
    Limits,
    Said,
    Thing,
    digest,
    midnight,
)


class Account:
    """What is there by rights, in daily use and aside for holds."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.contracts: dict[str, Contract] = {}
        self.holds: dict[str, dict[str, Hold]] = {}
        self.things: dict[Thing, Kept] = {}
        self.aside: defaultdict[Thing, list[Kept]] = defaultdict(list)
        """Each version of a thing that a hold has kept."""
        self.until: dict[Thing, datetime] = {}
        """The ends of things that have one of their own: restrictions, erasures, notifications."""
        self.may_be_there: set[Thing] = set()
        """What a sweep that failed may have begun."""
        self.may_be_aside: set[Thing] = set()
        """What a sweep that failed, or the placing of a hold, may have moved aside: the hold may end before a sweep."""
        self._by_due: list[tuple[datetime, Thing]] = []
        self._due: set[Thing] = set()
        self._of: defaultdict[tuple[str, str], set[Thing]] = defaultdict(set)
        self._reports: defaultdict[str, set[Thing]] = defaultdict(set)

    def due(self, thing: Thing) -> datetime:
        """The first sweep from here on takes it; no sweep before may."""
        kind, tenant, _, what = thing
        contract = self.contracts.get(tenant)
        if kind == "holds":
            return self.until[thing]
        due = self.until.get(thing, NEVER)
        if kind in DAILY:
            due = self.limits.deadline(kind, date.fromisoformat(what[:10])) - EARLY
        if contract is None:
            return self._left_over_from(thing) - EARLY if kind == "restrictions" and due == NEVER else due
        if kind in WITH_THE_CONTRACT:
            due = contract.ends_at if what == str(contract.start) else self.things[thing].due
        if contract.left_at is not None:
            return min(due, contract.left_at)
        if kind in AFTER_THE_CONTRACT:
            # When all that was logged of the contract has gone.
            last = NEVER if contract.ends_at == NEVER else contract.ends_at + self.limits.days * timedelta(days=1)
            due = min(due, last)
        return due

    def deadline(self, thing: Thing) -> datetime:
        """From here on nobody may read it."""
        if thing[0] == "restrictions":
            is_left_over = thing not in self.until and thing[1] not in self.contracts
            return self._left_over_from(thing) if is_left_over else self.until.get(thing, NEVER)
        return self.limits.deadline(thing[0], date.fromisoformat(thing[3][:10])) if thing[0] in DAILY else NEVER

    def is_doubtful(self, thing: Thing, now: datetime) -> bool:
        """Whether it need not be there in daily use any more, or never was."""
        kept = self.things.get(thing)
        return kept is None or kept.may_be_gone or now >= kept.due or self._is_left_over(thing, now)

    def keeping(self, thing: Thing, now: datetime, *, of_others: bool = False) -> bool:
        """Whether a hold keeps it; `of_others`: one that is not the person's own."""
        holds = (hold for hold in self._holds_of(thing[1]) if not (of_others and hold.is_own))
        return any(hold.keeps(thing, now) for hold in holds)

    def of(self, tenant: str, person: str) -> set[Thing]:
        return self._of[tenant, person]

    def username(self, tenant: str, person: str) -> str | None:
        """By which name the instance knows somebody under the present contract: the one of the last match."""
        contract = self.contracts.get(tenant)
        profile = self.things.get(("profiles", tenant, person, str(contract.start))) if contract else None
        return str(profile.value) if profile else None

    def bearer(self, tenant: str, username: str) -> str | None:
        """To whom a username is bound under the present contract."""
        contract, bound = self.contracts.get(tenant), digest(username)
        for person in [person for owner, person in self._of if owner == tenant]:
            binding = self.things.get(("bindings", tenant, person, str(contract.start))) if contract else None
            if binding is not None and binding.value == bound:
                return person
        return None

    def known_as(self, tenant: str, username: str) -> str | None:
        """Who was matched with a username and has not been matched with another since."""
        bearer = self.bearer(tenant, username)
        return bearer if bearer is not None and self.username(tenant, bearer) == username else None

    def reports_of(self, tenant: str) -> list[Thing]:
        """Contents of all its people."""
        return sorted(self._reports[tenant])

    def said_in(self, report: Thing) -> Said:
        return words_of(self.things[report])

    def is_deferred(self, tenant: str, person: str, now: datetime) -> bool:
        """Whether a hold still keeps something of a person who was erased, or something that names them."""
        as_of = self.things["erasures", tenant, person, ""].since
        own = [(thing, kept) for thing, kept in self._versions() if thing[1:3] == (tenant, person)]
        held = [
            (thing, kept)
            for thing, kept in self._versions()
            if thing[:2] == ("reports", tenant) and thing[2] != person and person in people_in(words_of(kept))
        ]
        live = [(thing, self.things[thing]) for thing in self._naming(tenant, person)]
        return any(kept.since <= as_of and self.keeping(thing, now) for thing, kept in [*own, *held, *live])

    def hidden(self, tenant: str, now: datetime, *, for_certain: bool = False) -> frozenset[str]:
        """Whom nobody else may see: the restricted, and those whose erasure a hold defers (R10.17, R10.18)."""
        restricted = {
            thing[2]
            for thing in self.things
            if thing[:2] == ("restrictions", tenant)
            and now < self.deadline(thing)
            and not (for_certain and self.is_doubtful(thing, now))
        }
        erased = {thing[2] for thing in self.things if thing[:2] == ("erasures", tenant)}
        return frozenset(restricted | {person for person in erased if self.is_deferred(tenant, person, now)})

    def _versions(self) -> Iterator[tuple[Thing, Kept]]:
        return ((thing, kept) for thing, versions in self.aside.items() for kept in versions)

    def _left_over_from(self, restriction: Thing) -> datetime:
        return midnight(self.things[restriction].since.date()) + self.limits.days * timedelta(days=1)

    def _is_left_over(self, thing: Thing, now: datetime) -> bool:
        """Whether it is, or may be, a restriction that protects nothing any more: its tenant's registration went."""
        if thing[0] != "restrictions" or thing in self.until or now < self._left_over_from(thing) - EARLY:
            return False
        registration = self.things.get(("tenants", thing[1], "", ""))
        return registration is None or registration.may_be_gone

    def _has_left(self, tenant: str) -> bool:
        return tenant in self.contracts and self.contracts[tenant].left_at is not None

    def _was_erased_since(self, tenant: str, person: str, ended_at: datetime) -> bool:
        erasure = self.things.get(("erasures", tenant, person, ""))
        return erasure is not None and erasure.since >= ended_at

    def _naming(self, tenant: str, person: str) -> list[Thing]:
        """Other people's reports that name a person."""
        return [
            thing for thing in self._reports[tenant] if thing[2] != person and person in people_in(self.said_in(thing))
        ]

    def _holds_of(self, tenant: str) -> Iterable[Hold]:
        return list(self.holds.get(tenant, {}).values())


def words_of(kept: Kept) -> Said:
    """What a report says."""
    assert isinstance(kept.value, frozenset)
    return kept.value


def people_in(said: Said) -> set[str]:
    return {whose for _, whose, _ in said} - {NOBODY}


def attendees_in(said: Said) -> set[str]:
    return {whose for kind, whose, _ in said if kind == "attendee"} - {NOBODY}


def without(said: Said, people: Iterable[str]) -> Said:
    """Without what is said of some people, and without what they said."""
    return frozenset(fact for fact in said if fact[1] not in people)
