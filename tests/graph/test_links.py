"""Where a bearer token may go: to Graph, below its base, and nowhere else whatever a page says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.graph.links import Links, segment
from shared.graph.outcomes import GraphNotFound, GraphRefused

BASE = "https://graph.microsoft.com/v1.0"
PAGE = "/v1.0/me/onlineMeetings/MSo1/attendanceReports/r1/attendanceRecords?$skiptoken=0"
RECORDS = "/v1.0/me/onlineMeetings/MSo1/attendanceReports/r1/attendanceRecords"
LINKS = Links(BASE)

FOLLOWED = {
    "absolute": (f"{BASE}/me/onlineMeetings?$skip=5", "/v1.0/me/onlineMeetings?$skip=5"),
    "with the port that https has": ("https://graph.microsoft.com:443/v1.0/me", "/v1.0/me"),
    "in capitals": ("HTTPS://GRAPH.MICROSOFT.COM/v1.0/me?$skip=1", "/v1.0/me?$skip=1"),
    "with a fragment": (f"{BASE}/me?$skip=1#top", "/v1.0/me?$skip=1"),
    "with parentheses": (f"{BASE}/users('a')/onlineMeetings?$skip=1", "/v1.0/users('a')/onlineMeetings?$skip=1"),
    "with quoted characters": (f"{BASE}/me/onlineMeetings/a%2Fb?x=%20", "/v1.0/me/onlineMeetings/a%2Fb?x=%20"),
    "an absolute path": ("/v1.0/me/onlineMeetings?$skip=5", "/v1.0/me/onlineMeetings?$skip=5"),
    "a query": ("?$skiptoken=5", f"{RECORDS}?$skiptoken=5"),
    "relative to the page": ("attendanceRecords?$skiptoken=5", f"{RECORDS}?$skiptoken=5"),
    "relative to the service": ("me/onlineMeetings?$skiptoken=5", "/v1.0/me/onlineMeetings?$skiptoken=5"),
    "of a webinar": ("solutions/virtualEvents/webinars/w/sessions?$skip=1", None),
    "of a user": ("users('a')/onlineMeetings?$skip=1", "/v1.0/users('a')/onlineMeetings?$skip=1"),
}
REFUSED = {
    "another host": "https://graph.example/v1.0/me",
    "a host that begins like it": "https://graph.microsoft.com.example/v1.0/me",
    "a host below it": "https://a.graph.microsoft.com/v1.0/me",
    "without a scheme": "//graph.example/v1.0/me",
    "another port": "https://graph.microsoft.com:8443/v1.0/me",
    "a port that is none": "https://graph.microsoft.com:99999/v1.0/me",
    "http": "http://graph.microsoft.com/v1.0/me",
    "http on the port of https": "http://graph.microsoft.com:443/v1.0/me",
    "another scheme": "file:///v1.0/me",
    "a name before the host": "https://graph.microsoft.com@graph.example/v1.0/me",
    "a name before Graph's host": "https://anna@graph.microsoft.com/v1.0/me",
    "an empty name before it": "https://@graph.microsoft.com/v1.0/me",
    "a backslash": "https://graph.microsoft.com\\@graph.example/v1.0/me",
    "backslashes at the beginning": "\\\\graph.example/v1.0/me",
    "another version": "https://graph.microsoft.com/beta/me",
    "a version that begins like it": "https://graph.microsoft.com/v1.0.1/me",
    "nothing below the base": "https://graph.microsoft.com/v1.0",
    "a path above": f"{BASE}/../beta/me",
    "a relative path above": "../../../../../../beta/me",
    "a quoted path above": f"{BASE}/%2e%2e/beta/me",
    "twice quoted": f"{BASE}/%252e%252e/beta/me",
    "with quoted slashes": f"{BASE}/me%2f..%2f..%2fbeta",
    "with quoted backslashes": f"{BASE}/me%5c..%5c..%5cbeta",
    "another header": f"{BASE}/me?a=b\r\nx-evil: 1",
    "a space": f"{BASE}/me?a=b c",
    "a character of another alphabet": f"{BASE}/me?a=\N{CYRILLIC SMALL LETTER A}",
    "nothing": "",
    "an endless one": f"{BASE}/me?a={'a' * 20_000}",
    "an address that cannot be read": "https://[graph.microsoft.com/v1.0/me",
}


@pytest.mark.parametrize(("link", "target"), FOLLOWED.values(), ids=FOLLOWED.keys())
def test_links_that_lead_to_graph_are_followed(link: str, target: str | None) -> None:
    assert LINKS.follow(link, PAGE) == (target or f"/v1.0/{link}")


@pytest.mark.parametrize("link", REFUSED.values(), ids=REFUSED.keys())
def test_links_that_lead_elsewhere_are_refused(link: str) -> None:
    with pytest.raises(GraphRefused):
        LINKS.follow(link, PAGE)


@given(st.one_of(st.text(), st.text().map(lambda rest: f"https://{rest}"), st.text().map(lambda rest: BASE + rest)))
def test_whatever_the_link_the_target_is_a_path_of_the_service(link: str) -> None:
    try:
        target = LINKS.follow(link, PAGE)
    except GraphRefused:
        return
    assert target.startswith("/v1.0/")
    assert target.isascii()
    assert not set(target) & set(" \\\r\n")


def test_a_port_of_its_own_belongs_to_the_origin() -> None:
    links = Links("https://127.0.0.1:8443/graph")

    assert links.origin == ("127.0.0.1", 8443)
    assert links.follow("https://127.0.0.1:8443/graph/me?a=1", "/graph/me") == "/graph/me?a=1"
    with pytest.raises(GraphRefused):
        links.follow("https://127.0.0.1/graph/me", "/graph/me")


def test_a_target_has_its_query_quoted() -> None:
    join_url = "https://teams.microsoft.com/l/meetup-join/19%3ameeting@thread.v2/0?context=%7b%22Tid%22%7d&x=#+ '"

    target = LINKS.target("/me/onlineMeetings", {"$filter": f"JoinWebUrl eq '{join_url}'"})

    assert target == (
        "/v1.0/me/onlineMeetings?$filter=JoinWebUrl%20eq%20%27https%3A%2F%2Fteams.microsoft.com%2Fl%2Fmeetup-join%2F"
        "19%253ameeting%40thread.v2%2F0%3Fcontext%3D%257b%2522Tid%2522%257d%26x%3D%23%2B%20%27%27"
    )


@pytest.mark.parametrize("path", ["me", "/me"])
def test_a_target_without_a_query(path: str) -> None:
    assert LINKS.target(path, None) == "/v1.0/me"


@pytest.mark.parametrize(
    ("value", "quoted"),
    [
        ("MSo1N2Y5*0**19:meeting_x@thread.v2", "MSo1N2Y5%2A0%2A%2A19%3Ameeting_x%40thread.v2"),
        ("a/../b?c#d", "a%2F..%2Fb%3Fc%23d"),
        ("a\r\nb", "a%0D%0Ab"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        ("\N{SNOWMAN}", "%E2%98%83"),
    ],
)
def test_an_id_stays_one_segment(value: str, quoted: str) -> None:
    assert segment(value) == quoted


@pytest.mark.parametrize("value", ["", ".", "..", "\ud800"])
def test_what_cannot_be_an_id_is_not_there(value: str) -> None:
    with pytest.raises(GraphNotFound):
        segment(value)
