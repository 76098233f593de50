"""What a person may take along (Art. 20, R10.20): JSON with a schema, or CSV of the same items."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shared.families import LegalBasis
from shared.http.csv_cells import BYTE_ORDER_MARK, safe_cell
from shared.rights.items import Item
from shared.times import format_instant

SCHEMA = "/api/openapi.json#/components/schemas/PortableData"
_COLUMNS = ("item", "family", "source", "property", "value")
_PORTABLE = {LegalBasis.CONTRACT, LegalBasis.CONSENT}


def is_portable(item: Item) -> bool:
    """Whether the person provided it and it rests on contract or consent."""
    return item.source != "report_of_another_person" and not _PORTABLE.isdisjoint(item.legal_bases)


def as_json(items: Iterable[Item], tid: str, oid: str, now: datetime) -> dict[str, Any]:
    return {
        "$schema": SCHEMA,
        "exportedAt": format_instant(now),
        "person": {"tenantId": tid, "oid": oid},
        "items": [item.shown() for item in items],
    }


def as_table(items: Iterable[Item]) -> bytes:
    """A row a property; what is not plain stands as JSON in its cell."""
    text = io.StringIO(newline="")
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for item in items:
        for name, value in item.data.items():
            plain = value if isinstance(value, str | int | None) else json.dumps(value, ensure_ascii=False)
            writer.writerow([item.id, item.family, item.source, name, safe_cell(plain)])
    return text.getvalue().encode()
