"""Ids of reports and cursors of lists."""

from __future__ import annotations

from datetime import date

import pytest

from shared.problems import InvalidRequest
from shared.reports.keys import Position, day_of, report_key
from shared.times import parse_instant
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID

DAY = date(2026, 11, 23)
NAMED = (TENANT_ID, ANNA, "meeting", "report", DAY)
SUFFIX = "abcdefghijklmnopqrstuvwxyz"


def test_the_same_report_has_the_same_id_and_its_day_can_be_read_from_it() -> None:
    assert report_key(*NAMED) == report_key(*NAMED)
    assert day_of(report_key(*NAMED)) == DAY


@pytest.mark.parametrize(
    "other",
    [
        (OTHER_TENANT_ID, *NAMED[1:]),
        (TENANT_ID, BEN, *NAMED[2:]),
        (TENANT_ID, ANNA, "meetingr", "eport", DAY),
        (TENANT_ID, ANNA, "report", "meeting", DAY),
        (TENANT_ID, ANNA, 'meeting","report', "", DAY),
        (*NAMED[:4], date(2026, 11, 24)),
    ],
    ids=["tenant", "person", "cut elsewhere", "exchanged", "quoted", "day"],
)
def test_whatever_differs_makes_another_id(other: tuple[str, str, str, str, date]) -> None:
    assert report_key(*other) != report_key(*NAMED)


@pytest.mark.parametrize(
    "key",
    [
        "",
        SUFFIX,
        f"20261123-{SUFFIX[:-1]}",
        f"20261123-{SUFFIX}a",
        f"20261123-{SUFFIX.upper()}",
        f"20261123-{SUFFIX}\n",
        f"20261323-{SUFFIX}",
        f"00000000-{SUFFIX}",
        f"99991231-{SUFFIX}",
        f"2026112\uff13-{SUFFIX}",
        f"20261123-{SUFFIX[:-1]}1",
        f"20261123-{SUFFIX[:-1]}'",
    ],
)
def test_what_is_no_id_names_no_day(key: str) -> None:
    assert day_of(key) is None


def test_a_cursor_reads_back_as_the_place_it_was_made_of() -> None:
    place = Position.of(f"20261123-{SUFFIX}", parse_instant("2026-11-23T09:45:10Z"))

    assert place.cursor() == f"20261123.094510.{SUFFIX}"
    assert Position.parse(place.cursor()) == place


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "20261123",
        f"20261123.094510.{SUFFIX}.",
        f"20261123.94510.{SUFFIX}",
        f"20261123.094510.{SUFFIX.upper()}",
        f"20261123.094510.{SUFFIX} ",
        f"20261131.094510.{SUFFIX}",
        f"99991231.094510.{SUFFIX}",
        f"20261123.09451\u0660.{SUFFIX}",
        f"20261123.094510.{SUFFIX}' or ''eq''",
    ],
)
def test_a_cursor_that_no_page_gave_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidRequest):
        Position.parse(cursor)
