"""Paging through a list that changes meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.reports import delete, ended, ids, listed, stored_id
from tests.support.world import START, World


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_paging_has_no_gap_and_no_repeat_while_reports_come_and_go(matched: World, data: st.DataObject) -> None:
    # GIVEN reports on a few days, some of the same second
    for name in matched.tables.listing().names:
        if name.startswith(("meetings", "reports")):
            matched.tables.drop_table(name)
    ages = st.tuples(st.integers(0, 12), st.integers(0, 2)).map(lambda age: timedelta(days=age[0], seconds=age[1]))
    coin = st.booleans()
    present: dict[str, datetime] = {}
    ever: dict[str, datetime] = {}

    def add() -> None:
        ended_at = START - data.draw(ages)
        report_id = stored_id(matched, ended(ended_at, f"report {len(ever)}"))
        present[report_id] = ever[report_id] = ended_at

    for _ in range(data.draw(st.integers(0, 10))):
        add()
    from_first_to_last = set(present)

    # WHEN pages are read, and between them reports are stored and deleted
    limit = data.draw(st.integers(1, 4))
    page = listed(matched, limit=str(limit))
    seen = ids(page)
    while page.json["next"] is not None:
        if data.draw(coin):
            add()
        if data.draw(coin) and present:
            gone = data.draw(st.sampled_from(sorted(present)))
            delete(matched, gone)
            del present[gone]
            from_first_to_last.discard(gone)
        page = listed(matched, limit=str(limit), cursor=page.json["next"])
        assert len(ids(page)) <= limit
        seen += ids(page)

    # THEN each that was there all the time has come, none twice, newest first
    assert len(seen) == len(set(seen))
    assert from_first_to_last <= set(seen)
    assert [ever[report_id] for report_id in seen] == sorted((ever[report_id] for report_id in seen), reverse=True)
