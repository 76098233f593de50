"""A match that is cut off, or that the end of the contract overtakes: what is left, and who mends it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shared.problems import ContractEnded, StorageUnavailable
from tests.support.azure_answers import Wire, refusal
from tests.support.profiles import NAME, NEW_NAME, TABLE, digest, keep, owners, profile_of, registration, stale_binding
from tests.support.sweeps import answer_lost, dead_from
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, World

pytestmark = pytest.mark.azurite

Prepare = Callable[[World], None]


def nobody(world: World) -> None:
    """The first match of the contract: not even the table is there."""
    registration(world)


def renamed(world: World) -> None:
    keep(world, ANNA, NEW_NAME)


def stale(world: World) -> None:
    stale_binding(world, BEN, NAME, "ben.weber@contoso.example")


def known(world: World) -> None:
    keep(world)


REQUESTS: dict[Prepare, int] = {nobody: 7, renamed: 6, stale: 5}
"""How many requests each match makes: it reads the profile and the binding, and then writes."""
CASES = [
    pytest.param(prepare, number, id=f"{prepare.__name__}, request {number}")
    for prepare, requests in REQUESTS.items()
    for number in range(1, requests + 1)
]


@pytest.mark.parametrize("prepare", REQUESTS)
def test_every_request_of_a_match_is_tried_below(world: World, prepare: Prepare) -> None:
    prepare(world)
    before = len(world.storage.requests)

    keep(world)

    assert len(world.storage.requests) - before == REQUESTS[prepare]


@pytest.mark.parametrize(("prepare", "number"), CASES)
def test_a_crash_leaves_what_the_next_match_mends(world: World, prepare: Prepare, number: int) -> None:
    prepare(world)

    with dead_from(world, number), pytest.raises(StorageUnavailable):
        keep(world)
    kept = keep(world)

    assert profile_of(world) == kept
    assert owners(world)[digest(NAME)] == ANNA
    # An earlier name may still be bound; it is stale, and so free to be taken.
    if digest(NEW_NAME) in owners(world):
        keep(world, BEN, NEW_NAME)


@pytest.mark.parametrize(("prepare", "number"), CASES)
def test_an_answer_that_is_lost_changes_nothing(world: World, prepare: Prepare, number: int) -> None:
    prepare(world)

    with answer_lost(world, number), pytest.raises(StorageUnavailable):
        keep(world)

    assert keep(world) == profile_of(world)
    assert owners(world)[digest(NAME)] == ANNA


def drop_the_contract(world: World) -> None:
    """End the contract and sweep, as the operator and another worker do."""
    world.contact_center.on_match = None
    world.call("delete_tenant", world.operator_token(), path={"tenantId": TENANT_ID})
    world.run_timer()


def begin_another_contract(world: World) -> None:
    drop_the_contract(world)
    world.register(contractStart="2026-11-23")


@pytest.mark.parametrize("prepare", [nobody, renamed, stale, known])
@pytest.mark.parametrize("overtake", [drop_the_contract, begin_another_contract])
@pytest.mark.clause("R11.2b")
def test_nothing_is_written_into_a_dropped_contract(world: World, prepare: Prepare, overtake: Prepare) -> None:
    prepare(world)

    world.contact_center.on_match = lambda: overtake(world)
    reply = world.match()

    assert (reply.status, reply.code) == (403, "contract_ended")
    assert TABLE not in world.tables.listing().names
    assert [row["outcome"] for row in world.rows("activity") if row["kind"] == "forward"][-1:] != ["matched"]


@pytest.mark.parametrize("prepare", [nobody, renamed, stale, known])
@pytest.mark.clause("R11.2b")
def test_a_table_that_is_being_dropped_takes_nothing(world: World, prepare: Prepare) -> None:
    prepare(world)
    world.tables.listing()
    wire = Wire()
    assert world.storage.session is not None
    world.storage.session.mount("http://", wire)
    wire.answers = lambda request: (
        refusal(409, "TableBeingDeleted") if TABLE in (request.url or "") and request.method != "GET" else None
    )

    with pytest.raises(ContractEnded):
        keep(world)
