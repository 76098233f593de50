"""The answers of the retention routes are as their models, and so the OpenAPI document, say."""

from __future__ import annotations

from shared.http.bodies import validate
from shared.retention.model import EvidencePage, RunAnswer, StatusAnswer
from tests.support.sweeps import keep, sweep
from tests.support.world import NewWorld, World


def test_answers_have_exactly_the_members_that_are_documented(world: World) -> None:
    keep(world, "reports20260101", "backup")
    token = world.operator_token()

    for is_dry in ("true", "false"):
        validate(RunAnswer, sweep(world, dryRun=is_dry).json)
    validate(StatusAnswer, world.call("retention_status", token).json)
    validate(EvidencePage, world.call("retention_evidence", token, query={"limit": "1"}).json)


def test_answers_are_documented_before_anything_has_run(new_world: NewWorld) -> None:
    world = new_world()
    token = world.operator_token()

    validate(StatusAnswer, world.call("retention_status", token).json)
    validate(EvidencePage, world.call("retention_evidence", token).json)
