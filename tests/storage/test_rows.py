from __future__ import annotations

import hashlib
import random
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.families import FAMILIES, unknown_properties
from shared.problems import TooLarge
from shared.storage.rows import (
    DIGEST_BYTES,
    PART_BYTES,
    PARTS,
    pack_content,
    pack_people,
    person_digest,
    unpack_content,
)
from shared.storage.tables import Tables

TENANT = "7c1f0f6e-52a4-4b1d-8a5e-2f9e6d3b7a10"


def incompressible(size: int) -> dict[str, str]:
    """Content that takes between one and 1.2 times `size` bytes when compressed: random hexadecimal digits halve."""
    return {"text": random.Random(1).randbytes(size).hex()}


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers() | st.none() | st.lists(st.booleans())))
def test_content_is_read_as_it_was_packed(content: dict[str, Any]) -> None:
    assert unpack_content({"PartitionKey": "p", "RowKey": "r", **pack_content(content)}) == content


def test_content_takes_as_many_parts_of_64_kib_as_it_needs(tables: Tables) -> None:
    content = incompressible(200 * 1024)

    packed = pack_content(content)
    tables.create_table("reports20261123")
    tables.put("reports20261123", {"PartitionKey": "p", "RowKey": "r", **packed})

    assert list(packed) == [f"c{number}" for number in range(len(packed))]
    assert len(packed) > 1
    assert {len(part) for part in list(packed.values())[:-1] if isinstance(part, bytes)} == {PART_BYTES}
    found = tables.get("reports20261123", "p", "r")
    assert found is not None
    assert unpack_content(found.row) == content


def test_ordinary_content_takes_one_part() -> None:
    assert list(pack_content({"attendees": [{"name": "Anna"}] * 300})) == ["c0"]


def test_content_beyond_512_kib_compressed_is_too_large() -> None:
    assert len(pack_content(incompressible(420 * 1024))) == PARTS

    with pytest.raises(TooLarge) as refused:
        pack_content(incompressible(PARTS * PART_BYTES))
    assert "512 KiB" in refused.value.detail


@pytest.mark.clause("R5.3")
def test_every_part_is_in_the_register() -> None:
    assert unknown_properties("reports", [f"c{number}" for number in range(PARTS)]) == set()
    assert f"c{PARTS}" not in FAMILIES["reports"].properties


def test_people_stand_as_sorted_digests_each_once() -> None:
    people = [str(uuid.UUID(int=number)) for number in range(50)]

    packed = pack_people(TENANT, [*people, *people])

    digests = [packed[start : start + DIGEST_BYTES] for start in range(0, len(packed), DIGEST_BYTES)]
    assert digests == sorted({person_digest(TENANT, person) for person in people})
    assert pack_people(TENANT, reversed(people)) == packed
    assert pack_people(TENANT, []) == b""


def test_a_digest_is_of_tenant_and_person() -> None:
    person = str(uuid.UUID(int=1))

    assert person_digest(TENANT, person) == hashlib.sha256(f"{TENANT}:{person}".encode()).digest()[:6]
    assert person_digest(TENANT, person) != person_digest(person, person)


def test_as_many_people_as_one_property_holds_and_no_more() -> None:
    most = PART_BYTES // DIGEST_BYTES
    people = [str(uuid.UUID(int=number)) for number in range(most + 1)]

    assert len(pack_people(TENANT, people[:most])) == most * DIGEST_BYTES
    with pytest.raises(TooLarge) as refused:
        pack_people(TENANT, people)
    assert "10,922" in refused.value.detail
