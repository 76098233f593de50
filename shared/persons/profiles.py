"""Profiles of matched people, and the binding of a username to one of them. Both live until the contract's end.

A contract's profiles have a table of their own, named by tenant and first day, so that the end of the contract is
the drop of one table (R11.2b). Bindings are keyed by a digest: keys reach logs, usernames must not.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import islice

from shared.problems import ContractEnded, IdentityRebound
from shared.storage.tables import Row, RowChanged, RowExists, TableBeingDeleted, TableMissing, Tables
from shared.tenants.registration import Registration
from shared.tenants.registry import Registry
from shared.times import Clock, compact_day, format_instant, parse_compact_day, parse_instant

_PROFILES = "profile"
_BINDINGS = "binding"
_TABLE = re.compile(r"profiles([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})([0-9]{8})")


def table_name(tenant_id: str, contract_start: date) -> str:
    return f"profiles{tenant_id.replace('-', '')}{compact_day(contract_start)}"


def parse_table_name(name: str) -> tuple[str, date] | None:
    """The tenant and the contract's first day that a table's name says; None when it is not a profiles table."""
    match = _TABLE.fullmatch(name)
    if match is None:
        return None
    *parts, day = match.groups()
    try:
        return "-".join(parts), parse_compact_day(day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Profile:
    """A matched person: username and domain as the validated token had them."""

    oid: str
    username: str
    domain: str
    matched_at: datetime
    updated_at: datetime
    notice_seen: str | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """Whom a username stands for. `etag` is None while the username is bound to nobody, or to nobody any more."""

    key: str
    oid: str | None
    etag: str | None


class Profiles:
    """Reads and writes the profiles of running contracts; of others there is nothing to see."""

    def __init__(self, tables: Tables, registry: Registry, clock: Clock) -> None:
        self._tables = tables
        self._registry = registry
        self._clock = clock

    def find_profile(self, registration: Registration, oid: str, now: datetime) -> Profile | None:
        return self.stored(registration, oid) if registration.state(now) == "running" else None

    def stored(self, registration: Registration, oid: str) -> Profile | None:
        """A profile as long as its row is there, after the contract too: for the person's own rights."""
        row = self.row(registration, oid)
        return _decode(row) if row else None

    def row(self, registration: Registration, oid: str) -> Row | None:
        """The stored row itself: for a hold, which keeps it as it is."""
        found = self._tables.get(_table(registration), _PROFILES, oid)
        return found.row if found else None

    def bound_since(self, registration: Registration, oid: str) -> list[str]:
        """Since when usernames are bound to a person: one, but for a match that was cut off."""
        return sorted(str(row["boundAt"]) for row in self._bindings(registration, oid))

    def page(self, registration: Registration, after: str, maximum: int) -> list[Profile]:
        """Up to `maximum` profiles in the order of their ids, after one of them."""
        where = "PartitionKey eq @profiles and RowKey gt @after"
        keys = {"profiles": _PROFILES, "after": after}
        rows = self._tables.query(_table(registration), where, keys, page=maximum)
        return [_decode(row) for row in islice(rows, maximum)]

    def bearer(self, registration: Registration, username: str) -> str | None:
        """The id of the person to whom a username is bound."""
        found = self._tables.get(_table(registration), _BINDINGS, _digest(username))
        return str(found.row["oid"]) if found else None

    def present_bearer(self, registration: Registration, username: str, now: datetime) -> str | None:
        """The id of the person whose profile bears the username; None too for one who bears another name by now."""
        oid = self.bearer(registration, username)
        profile = self.find_profile(registration, oid, now) if oid is not None else None
        return oid if profile is not None and _digest(profile.username) == _digest(username) else None

    def release(self, registration: Registration, oid: str) -> int:
        """Free what is bound to a person for whoever bears it next, also what a cut-off match has left; how many."""
        table = _table(registration)
        return sum(self._unbind(table, str(row["RowKey"]), oid) for row in self._bindings(registration, oid))

    def remove(self, registration: Registration, oid: str) -> int:
        """Delete a person's bindings and then the profile; the number of rows."""
        bound = self.release(registration, oid)
        return bound + self._tables.remove(_table(registration), _PROFILES, oid)

    def check_binding(self, registration: Registration, username: str, oid: str, now: datetime) -> Binding:
        """Whether this person may bear this username; to be asked before anything is sent.

        A binding whose owner now bears another name is stale and may be taken over.

        Raises:
            IdentityRebound: the username belongs to another account until an officer releases it.
        """
        key = _digest(username)
        found = self._tables.get(_table(registration), _BINDINGS, key)
        if found is None:
            return Binding(key, None, None)
        owner = str(found.row["oid"])
        if owner != oid:
            profile = self.find_profile(registration, owner, now)
            if profile is None or _digest(profile.username) == key:
                raise IdentityRebound
        return Binding(key, owner, found.etag)

    def save_profile(
        self, registration: Registration, profile: Profile, binding: Binding, before: Profile | None
    ) -> None:
        """Write a matched person: the binding first, then the profile, and an earlier name's binding last.

        A crash in between leaves a binding without a profile, which the next match takes up, or one too many, which
        is stale and free to be taken over.

        Raises:
            IdentityRebound: another account has taken the username since `check_binding`.
            ContractEnded: the contract has ended meanwhile.
        """
        table = _table(registration)
        if binding.oid != profile.oid:
            self._bind(registration, profile, binding)
        row = _encode(profile)
        self._write(registration, lambda: self._tables.put(table, row))
        if before is not None and _digest(before.username) != binding.key:
            self._unbind(table, _digest(before.username), profile.oid)

    def _bind(self, registration: Registration, profile: Profile, binding: Binding) -> None:
        table = _table(registration)
        row: Row = {
            "PartitionKey": _BINDINGS,
            "RowKey": binding.key,
            "oid": profile.oid,
            "boundAt": format_instant(profile.updated_at),
        }
        etag = binding.etag
        write = partial(self._tables.replace, etag=etag) if etag else self._tables.create
        try:
            self._write(registration, lambda: write(table, row))
        except (RowExists, RowChanged):
            found = self._tables.get(table, _BINDINGS, binding.key)
            if found is None:  # given up meanwhile, or gone with its table
                self._bind(registration, profile, replace(binding, etag=None))
            elif found.row["oid"] != profile.oid:
                raise IdentityRebound from None

    def _bindings(self, registration: Registration, oid: str) -> list[Row]:
        where = "PartitionKey eq @bindings and oid eq @oid"
        return list(self._tables.query(_table(registration), where, {"bindings": _BINDINGS, "oid": oid}))

    def _unbind(self, table: str, key: str, oid: str) -> bool:
        found = self._tables.get(table, _BINDINGS, key)
        if found is None or found.row["oid"] != oid:
            return False
        try:
            return self._tables.remove(table, _BINDINGS, key, etag=found.etag)
        except RowChanged:
            return False  # somebody has taken the name over: it is theirs

    def _write(self, registration: Registration, write: Callable[[], None]) -> None:
        """Write; a missing table is made only for a contract that still runs, as storage has it now."""
        try:
            write()
        except TableMissing:
            now = self._clock()
            current = self._registry.running(registration.tenant_id, now, fresh=True)
            if current.contract.contract_start != registration.contract.contract_start:
                raise ContractEnded from None
            self._tables.create_table(_table(registration))
            write()
        except TableBeingDeleted:
            raise ContractEnded from None


def renewed(before: Profile | None, *, oid: str, username: str, domain: str, now: datetime) -> Profile:
    """A person's profile after a match at `now`."""
    if before is None:
        return Profile(oid, username, domain, matched_at=now, updated_at=now)
    return replace(before, username=username, domain=domain, updated_at=now)


def _table(registration: Registration) -> str:
    return table_name(registration.tenant_id, registration.contract.contract_start)


def _digest(username: str) -> str:
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", username).casefold())
    return hashlib.sha256(folded.encode()).hexdigest()


def _encode(profile: Profile) -> Row:
    row = {
        "PartitionKey": _PROFILES,
        "RowKey": profile.oid,
        "username": profile.username,
        "domain": profile.domain,
        "matchedAt": format_instant(profile.matched_at),
        "updatedAt": format_instant(profile.updated_at),
    }
    return row | ({"noticeSeen": profile.notice_seen} if profile.notice_seen else {})


def _decode(row: Row) -> Profile:
    notice_seen = row.get("noticeSeen")
    return Profile(
        oid=str(row["RowKey"]),
        username=str(row["username"]),
        domain=str(row["domain"]),
        matched_at=parse_instant(str(row["matchedAt"])),
        updated_at=parse_instant(str(row["updatedAt"])),
        notice_seen=str(notice_seen) if notice_seen else None,
    )
