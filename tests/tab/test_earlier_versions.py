"""My data tells a report as it is from what only a hold keeps of how it was before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.access import items
from tests.support.holds import EMPTIED, LASTING, place_hold, store_evidence
from tests.support.node import Node
from tests.support.reports import store
from tests.support.world import World

BEFORE = {
    "en": "(as it was before it was changed or deleted; kept only because of a duty)",
    "de": "(Stand vor einer Änderung oder Löschung; nur noch wegen einer Pflicht aufbewahrt)",
}
SENTENCES = {
    "en": [
        "Report “Nothing”: content",
        "Report “Nothing”: header",
        f"Report “Evidence”: header {BEFORE['en']}",
        f"Report “Nothing”: content {BEFORE['en']}",
    ],
    "de": [
        "Bericht „Nothing“: Inhalt",
        "Bericht „Nothing“: Kopfdaten",
        f"Bericht „Evidence“: Kopfdaten {BEFORE['de']}",
        f"Bericht „Nothing“: Inhalt {BEFORE['de']}",
    ],
}


@pytest.mark.clause("R10.15")
def test_each_version_of_a_report_has_a_sentence_of_its_own(world: World, node: Node) -> None:
    store_evidence(world)
    place_hold(world, **LASTING)
    assert store(world, EMPTIED).status == 200
    reports = [item for item in items(world).values() if item["family"] in {"meetings", "reports"}]

    said = node.answer(Path(__file__).with_name("sentences.mjs"), given=reports)

    assert {language: sorted(sentences) for language, sentences in said.items()} == {
        language: sorted(sentences) for language, sentences in SENTENCES.items()
    }
