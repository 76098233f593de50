"""How content and people stand in a row: compressed JSON in binary properties, and digests to find people by."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from shared.problems import TooLarge
from shared.storage.tables import Row, Value

PART_BYTES = 64 * 1024
PARTS = 8
DIGEST_BYTES = 6
_SMALL_AND_FAST = 6


def pack_content(content: Mapping[str, Any]) -> dict[str, Value]:
    """JSON content as the binary properties c0, c1 ... of up to 64 KiB each.

    Raises:
        TooLarge: more than 512 KiB when compressed.
    """
    packed = zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), _SMALL_AND_FAST)
    if len(packed) > PART_BYTES * PARTS:
        raise TooLarge("A report's content may take 512 KiB when compressed. Leave out what is not needed.")
    starts = range(0, len(packed), PART_BYTES)
    return {f"c{number}": packed[start : start + PART_BYTES] for number, start in enumerate(starts)}


def unpack_content(row: Row) -> dict[str, Any]:
    parts = [row[name] for number in range(PARTS) if (name := f"c{number}") in row]
    content: dict[str, Any] = json.loads(zlib.decompress(b"".join(part for part in parts if isinstance(part, bytes))))
    return content


def pack_people(tenant_id: str, person_ids: Iterable[str]) -> bytes:
    """The people whom a row mentions, as sorted digests: a scan of them finds the rows to look into, not who it is.

    Raises:
        TooLarge: more than 10,922 people, which one property does not hold.
    """
    digests = sorted({person_digest(tenant_id, person_id) for person_id in person_ids})
    if len(digests) * DIGEST_BYTES > PART_BYTES:
        raise TooLarge(f"A report may name {PART_BYTES // DIGEST_BYTES:,} people of the organisation.")
    return b"".join(digests)


def person_digest(tenant_id: str, person_id: str) -> bytes:
    return hashlib.sha256(f"{tenant_id}:{person_id}".encode()).digest()[:DIGEST_BYTES]
