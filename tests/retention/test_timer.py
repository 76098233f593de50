"""What leaves the timer: a failure that is loud, and that says nothing of what storage or a row said."""

from __future__ import annotations

import logging
import traceback

import pytest

from shared.retention.functions import RetentionFailed
from tests.support.world import World


@pytest.mark.clause("R5.1")
def test_an_unforeseen_error_leaves_the_timer_without_its_message(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(*_: object) -> None:
        raise ValueError("anna.schmidt@contoso.example")

    monkeypatch.setattr(type(world.tables), "listing", break_down)

    with caplog.at_level(logging.INFO), pytest.raises(RetentionFailed) as raised:
        world.run_timer()

    assert "anna.schmidt" not in "".join(traceback.format_exception(raised.value))
    assert "anna.schmidt" not in caplog.text
    assert '"event": "unhandled_error"' in caplog.text
    assert '"error": "ValueError"' in caplog.text
