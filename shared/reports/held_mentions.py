"""Mentions of a person in other people's reports that a hold keeps."""

from __future__ import annotations

from collections.abc import Iterator

from shared.holds.preserved_rows import PreservedRow, PreservedRows
from shared.reports.keys import CONTENTS
from shared.reports.mentions import Mention, is_among, mention_in
from shared.storage.rows import person_digest


def held_mentions(held: PreservedRows, tenant_id: str, oid: str) -> Iterator[tuple[PreservedRow, Mention]]:
    """Other people's held reports that mention the person. Only those that may are read whole."""
    digest = person_digest(tenant_id, oid)
    for key, row in held.of_family(tenant_id, CONTENTS, ["people"]):
        if key.startswith(f"{oid}.") or not is_among(row["people"], digest):
            continue
        found = held.get(tenant_id, key)
        mention = mention_in(found.day, found.oid, str(found.row["RowKey"]), found.row, oid) if found else None
        if found is not None and mention is not None:
            yield found, mention
