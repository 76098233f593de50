"""Microsoft's shapes, read as they are documented and as they come."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.graph.readings import guid_or_none, instant, text
from tests.support.graph_payloads import nested

READ = datetime(2021, 10, 5, 4, 38, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2021-10-05T04:38:23Z",
        "2021-10-05T04:38:23.945Z",
        "2021-10-05T04:38:23.6027225Z",
        "2021-10-05T04:38:23.6027225000000Z",
        "2021-10-05T04:38:23",
        "2021-10-05T04:38:23.9450000",
        "2021-10-05t04:38:23z",
        " 2021-10-05T04:38:23Z ",
        "2021-10-05T06:38:23.12+02:00",
        "2021-10-05T00:38:23-04:00",
        {"dateTime": "2021-10-05T04:38:23.0000000", "timeZone": "UTC"},
        {"dateTime": "2021-10-05T04:38:23Z", "timeZone": "Pacific Standard Time"},
        {"dateTime": "2021-10-05T06:38:23.0000000", "timeZone": "Europe/Berlin"},
    ],
)
def test_a_time_in_any_of_its_shapes(value: object) -> None:
    assert instant(value) == READ


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "soon",
        1633408703,
        True,
        [],
        {},
        "2021-10-05",
        "2021-10-05T04:38Z",
        "2021-13-05T04:38:23Z",
        "2021-10-05T24:38:23Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999Z",
        "\u0662021-10-05T04:38:23Z",
        {"dateTime": "2021-10-05T04:38:23"},
        {"dateTime": None, "timeZone": "UTC"},
        {"dateTime": "2021-10-05T04:38:23", "timeZone": "Pacific Standard Time"},
        {"dateTime": "2021-10-05T04:38:23", "timeZone": "../../etc/passwd"},
        {"dateTime": {"dateTime": "2021-10-05T04:38:23"}, "timeZone": "UTC"},
        {"dateTime": "2021-10-05T04:38:23", "timeZone": ["UTC"]},
        pytest.param(nested(), id="nested without end"),
        pytest.param(10**5000, id="more digits than can be written"),
    ],
)
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        instant(value)


@given(st.one_of(st.text(), st.dictionaries(st.sampled_from(["dateTime", "timeZone"]), st.text())))
def test_nothing_but_a_time_or_a_refusal_comes_of_any_value(value: object) -> None:
    with suppress(ValueError):
        assert instant(value).tzinfo is UTC


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("Weekly", "Weekly"),
        ("  Two \t\r\nlines ", "Two lines"),
        ("Anna\x00\x07\x85Schmidt", "Anna Schmidt"),
        ("a\ud800b", "a b"),
        ("\N{SNOWMAN} \N{GRINNING FACE}", "\N{SNOWMAN} \N{GRINNING FACE}"),
        ("twelve chars and more", "twelve chars"),
        ("eleven char s", "eleven char"),
        ("", None),
        (" \n ", None),
        (None, None),
        (7, None),
        (["Weekly"], None),
    ],
)
def test_text(value: object, read: str | None) -> None:
    assert text(value, 12) == read


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("DC17674C-81d9-4adb-bfb2-8f6a442e4623", "dc17674c-81d9-4adb-bfb2-8f6a442e4623"),
        ("String", None),
        ("", None),
        (None, None),
        (7, None),
        ({"id": "dc17674c-81d9-4adb-bfb2-8f6a442e4623"}, None),
    ],
)
def test_ids(value: object, read: str | None) -> None:
    assert guid_or_none(value) == read
