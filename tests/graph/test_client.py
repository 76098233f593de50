"""Reading Graph: every page, as patiently as it asks, with a token that is good, and never beyond the deadline."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from email.utils import format_datetime

import pytest

from shared.graph import client
from shared.graph.client import Graph, GraphClients
from shared.graph.outcomes import GraphForbidden, GraphNotFound, GraphRefused, OutOfTime
from shared.problems import (
    AccessPolicyMissing,
    ClaimsRequired,
    ConsentRequired,
    GraphFailed,
    InvalidToken,
    Problem,
)
from tests.graph.conftest import ANNA, ASSERTION, BERT, BUDGET, CORRELATION_ID, MEETINGS, token
from tests.graph.site import Hours, Reply, Site, ids, page, refusal
from tests.identity.sign_in import ACCESS_TOKEN, SignIn
from tests.support.world import START, Clock

CLAIMS = '{"access_token":{"nbf":{"essential":true,"value":"1764150000"}}}'
CHALLENGE = 'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", '
POLICY = "No application access policy found for this app"
OLD_POLICY = "App 1c2d is not authorized to Create meeting on behalf of user a0a0"


def challenge(claims: bytes, error: str = "insufficient_claims") -> Reply:
    encoded = base64.b64encode(claims).decode()
    return refusal(401, WWW_Authenticate=f'{CHALLENGE}error="{error}", claims="{encoded}"')


def test_what_graph_is_told(graph: Graph, site: Site) -> None:
    site.put("me", Reply({"id": "a"}))

    assert graph.one("me") == {"id": "a"}

    ((target, headers),) = site.requests
    assert target == "/v1.0/me"
    assert headers.pop("host") == site.url.removeprefix("https://")
    assert headers == {
        "authorization": f"Bearer {ACCESS_TOKEN}",
        "accept": "application/json",
        "accept-encoding": "identity",
        "client-request-id": CORRELATION_ID,
    }


# Shapes.


@pytest.mark.parametrize(
    "body",
    [
        {"id": "a"},
        {"@odata.context": "c", "value": {"id": "a"}},
        {"value": [{"id": "a"}]},
    ],
)
def test_one_thing_however_it_is_wrapped(graph: Graph, site: Site, body: object) -> None:
    site.put("me", Reply(body))

    assert graph.one("me") == {"id": "a"}


def test_a_property_that_is_called_value_wraps_nothing(graph: Graph, site: Site) -> None:
    site.put("me", Reply({"id": "a", "value": "Heidelberg"}))

    assert graph.one("me") == {"id": "a", "value": "Heidelberg"}


@pytest.mark.parametrize("value", [[], None])
def test_an_empty_list_is_not_the_one_thing(graph: Graph, site: Site, value: object) -> None:
    site.put("me", Reply({"value": value}))

    with pytest.raises(GraphNotFound):
        graph.one("me")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"value": [{"id": "a"}, {"id": "b"}]}, ["a", "b"]),
        ({"value": []}, []),
        ({"value": None}, []),
        ({"value": {"id": "a"}}, ["a"]),
        ({"@odata.context": "c", "id": "a"}, ["a"]),
        ({"@odata.count": 1, "value": [{"id": "a"}], "@odata.nextLink": None}, ["a"]),
        ({"value": [{"id": "a"}], "@odata.nextLink": ""}, ["a"]),
    ],
)
def test_a_list_however_it_comes(graph: Graph, site: Site, body: object, found: list[str]) -> None:
    site.put("me", Reply(body))

    assert ids(graph.all("me")) == found


BODIES: dict[str, object] = {
    "no JSON": b"<html></html>",
    "nothing": b"",
    "not UTF-8": b'{"id": "\xff"}',
    "a list": [{"id": "a"}],
    "null": None,
    "a string": "a",
    "a string as value": {"value": "a"},
    "entries that are none": {"value": [{"id": "a"}, "b"]},
    "endless brackets": b"[" * 100_000,
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("read", [Graph.one, lambda graph, path: list(graph.all(path))])
def test_other_shapes_are_no_answer(
    graph: Graph, site: Site, read: Callable[[Graph, str], object], body: object
) -> None:
    site.put("me", Reply(body))

    with pytest.raises(GraphFailed):
        read(graph, "me")


@pytest.mark.parametrize("body", [{}, {"@odata.context": "c"}, {"values": []}])
def test_a_list_that_is_none(graph: Graph, site: Site, body: object) -> None:
    site.put("me", Reply(body))

    with pytest.raises(GraphFailed):
        list(graph.all("me"))


def test_two_are_not_the_one_thing(graph: Graph, site: Site) -> None:
    site.put("me", page({"id": "a"}, {"id": "b"}))

    with pytest.raises(GraphFailed):
        graph.one("me")


# Pages.


def test_pages_are_followed_to_the_end_absolute_and_relative(graph: Graph, site: Site) -> None:
    site.put("me/records?$top=2", page({"id": "a"}, link=f"{site.base}/me/records?$skip=1"))
    site.put("me/records?$skip=1", page({"id": "b"}, link="/v1.0/me/records?$skip=2"))
    site.put("me/records?$skip=2", page({"id": "c"}, link="me/records?$skip=3"))
    site.put("me/records?$skip=3", page(link="?$skip=4"))
    site.put("me/records?$skip=4", page({"id": "d"}))

    assert ids(graph.all("me/records", {"$top": "2"})) == ["a", "b", "c", "d"]
    assert site.connections == 1


def test_a_page_is_asked_for_when_it_is_needed(graph: Graph, site: Site) -> None:
    site.put("me", page({"id": "a"}, {"id": "b"}, link="?$skip=2"))
    entries = graph.all("me")

    assert site.requests == []
    assert [next(entries)["id"], next(entries)["id"]] == ["a", "b"]
    assert site.asked == ["me"]


def test_1000_people_on_ten_pages(graph: Graph, site: Site) -> None:
    for start in range(0, 1000, 100):
        people = [{"id": str(number)} for number in range(start, start + 100)]
        following = f"{site.base}/me/r?$skip={start + 100}" if start < 900 else None
        site.put(f"me/r?$skip={start}" if start else "me/r", page(*people, link=following))

    assert ids(graph.all("me/r")) == [str(number) for number in range(1000)]


@pytest.mark.parametrize(
    "link",
    [
        "https://graph.example/v1.0/me?$skip=1",
        "//graph.example/v1.0/me?$skip=1",
        "https://localhost:{port}/v1.0/me?$skip=1",
        "https://127.0.0.1:1/v1.0/me?$skip=1",
        "http://127.0.0.1:{port}/v1.0/me?$skip=1",
        "https://graph.example@127.0.0.1:{port}/v1.0/me?$skip=1",
        "https://127.0.0.1:{port}@graph.example/v1.0/me?$skip=1",
        "https://127.0.0.1:{port}/beta/me?$skip=1",
        "https://127.0.0.1:{port}/v1.0/../beta/me?$skip=1",
        "https://127.0.0.1:{port}/v1.0/%2e%2e/beta/me?$skip=1",
    ],
)
def test_a_next_page_elsewhere_is_refused_after_what_was_read(graph: Graph, site: Site, link: str) -> None:
    site.put("me", page({"id": "a"}, link=link.format(port=site.server_port)))
    entries = graph.all("me")
    assert next(entries) == {"id": "a"}

    with pytest.raises(GraphRefused):
        next(entries)
    assert site.asked == ["me"]


@pytest.mark.parametrize("link", [7, ["?$skip=1"], {"url": "?$skip=1"}, True])
def test_a_link_that_is_none(graph: Graph, site: Site, link: object) -> None:
    site.put("me", page({"id": "a"}, link=link))

    with pytest.raises(GraphFailed):
        list(graph.all("me"))


def test_pages_that_go_round_in_a_circle(graph: Graph, site: Site) -> None:
    site.put("me", page({"id": "a"}, link="?$skip=1"))
    site.put("me?$skip=1", page({"id": "b"}, link="/v1.0/me"))

    with pytest.raises(GraphRefused):
        list(graph.all("me"))
    assert site.asked == ["me", "me?$skip=1"]


def test_pages_without_end(graph: Graph, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_PAGES", 3)
    for number in range(5):
        site.put(f"me?$skip={number}", page({"id": str(number)}, link=f"?$skip={number + 1}"))

    with pytest.raises(GraphFailed):
        list(graph.all("me", {"$skip": "0"}))
    assert len(site.requests) == 3


# Waiting.


def test_429_in_the_middle_of_the_pages_is_waited_for(graph: Graph, site: Site, hours: Hours) -> None:
    site.put("me", page({"id": "a"}, link="?$skip=1"))
    site.put("me?$skip=1", refusal(429, Retry_After="7"), page({"id": "b"}, link="?$skip=2"))
    site.put("me?$skip=2", page({"id": "c"}))

    assert ids(graph.all("me")) == ["a", "b", "c"]
    assert hours.slept == [7]
    assert site.asked == ["me", "me?$skip=1", "me?$skip=1", "me?$skip=2"]


@pytest.mark.parametrize("status", [429, 503, 504])
def test_without_retry_after_each_wait_is_longer(graph: Graph, site: Site, hours: Hours, status: int) -> None:
    site.put("me", *[refusal(status)] * 3, Reply({"id": "a"}))

    assert graph.one("me") == {"id": "a"}
    assert hours.slept == [0.5, 1, 2]


def test_retry_after_may_be_a_date(graph: Graph, site: Site, hours: Hours) -> None:
    later = format_datetime(START + timedelta(seconds=12), usegmt=True)
    site.put("me", refusal(503, Retry_After=later), Reply({"id": "a"}))

    assert graph.one("me") == {"id": "a"}
    assert hours.slept == [12]


@pytest.mark.parametrize("header", ["0", "soon", format_datetime(START - timedelta(hours=1), usegmt=True)])
def test_retry_after_that_says_nothing_is_no_leave_to_hurry(
    graph: Graph, site: Site, hours: Hours, header: str
) -> None:
    site.put("me", refusal(429, Retry_After=header), Reply({"id": "a"}))

    assert graph.one("me") == {"id": "a"}
    assert hours.slept == [0.5]


@pytest.mark.parametrize("seconds", ["40", "41", "86400"])
def test_a_wait_beyond_the_deadline_is_not_begun(graph: Graph, site: Site, hours: Hours, seconds: str) -> None:
    site.put("me", page({"id": "a"}, link="?$skip=1"))
    site.put("me?$skip=1", refusal(429, Retry_After=seconds), page({"id": "b"}))
    entries = graph.all("me")
    assert next(entries) == {"id": "a"}

    with pytest.raises(OutOfTime):
        next(entries)
    assert hours.slept == []


def test_a_wait_that_just_fits_is(graph: Graph, site: Site, hours: Hours) -> None:
    site.put("me", refusal(429, Retry_After="39"), Reply({"id": "a"}))

    assert graph.one("me") == {"id": "a"}


def test_nothing_is_asked_after_the_deadline(graph: Graph, site: Site, sign_in: SignIn, hours: Hours) -> None:
    hours.now += BUDGET

    with pytest.raises(OutOfTime):
        graph.one("me")
    assert (site.requests, sign_in.token.asked) == ([], [])


def test_whoever_is_put_off_for_ever_gives_up(graph: Graph, site: Site) -> None:
    site.put("me", refusal(429, Retry_After="1"))

    with pytest.raises(OutOfTime):
        graph.one("me")
    assert len(site.requests) == client.MAX_WAITS + 1


def test_an_answer_that_does_not_come_is_asked_for_again(
    graph: Graph, site: Site, hours: Hours, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "ANSWER_SECONDS", 0.4)
    site.put("me", Reply({"id": "a"}))
    hurried = hours.sleep

    def sleep(seconds: float) -> None:
        site.lock.release()
        hurried(seconds)

    monkeypatch.setattr(hours, "sleep", sleep)
    graph._clients.waiting = client.Waiting(hours.monotonic, hours.sleep, lambda: 0.5)
    site.lock.acquire()
    assert graph.one("me") == {"id": "a"}
    assert hours.slept == [0.5]


# Tokens.


def test_a_token_that_expires_in_between_is_renewed_before_its_end(
    graph: Graph, site: Site, sign_in: SignIn, clock: Clock
) -> None:
    site.put("me", page({"id": "a"}, link="?$skip=1"))
    site.put("me?$skip=1", page({"id": "b"}))
    sign_in.token.body = token("first")
    entries = graph.all("me")
    next(entries)

    clock.advance(minutes=56)
    sign_in.token.body = token("second")
    next(entries)

    assert site.tokens == ["first", "second"]


def test_a_token_that_graph_does_not_take_any_more_is_renewed_once(graph: Graph, site: Site, sign_in: SignIn) -> None:
    site.put("me", page({"id": "a"}, link="?$skip=1"))
    site.put("me?$skip=1", refusal(401, "Lifetime validation failed"), page({"id": "b"}))
    sign_in.token.body = token("first")
    entries = graph.all("me")
    next(entries)
    sign_in.token.body = token("second")

    assert ids(entries) == ["b"]
    assert site.tokens == ["first", "first", "second"]


def test_a_401_for_a_fresh_token_is_final(graph: Graph, site: Site, sign_in: SignIn) -> None:
    site.put("me", refusal(401))

    with pytest.raises(GraphRefused):
        graph.one("me")
    assert (len(site.requests), len(sign_in.token.asked)) == (2, 2)


def test_a_401_after_the_callers_own_token_ran_out_asks_for_a_new_one(
    graph: Graph, site: Site, sign_in: SignIn
) -> None:
    site.put("me", page({"id": "a"}, link="?$skip=1"))
    site.put("me?$skip=1", refusal(401))
    entries = graph.all("me")
    next(entries)
    sign_in.token.status = 400
    sign_in.token.body = json.dumps({"error": "invalid_grant", "error_codes": [500133]}).encode()

    with pytest.raises(InvalidToken):
        next(entries)


@pytest.mark.parametrize(
    ("claims", "passed_on"),
    [(CLAIMS.encode(), CLAIMS), (b"no JSON", None), (b"\xff\xfe", None), (b"[]", None)],
)
def test_a_claims_challenge_goes_to_the_caller(
    graph: Graph, site: Site, sign_in: SignIn, claims: bytes, passed_on: str | None
) -> None:
    site.put("me", challenge(claims), Reply({"id": "a"}))

    with pytest.raises(ClaimsRequired) as required:
        graph.one("me")

    assert required.value.claims == passed_on
    assert len(site.requests) == 1
    graph.one("me")
    assert len(sign_in.token.asked) == 2  # the token that did not satisfy Graph is not used again


@pytest.mark.parametrize("padding", ["", "="])
def test_a_challenge_without_padding_or_in_the_alphabet_of_urls(graph: Graph, site: Site, padding: str) -> None:
    claims = b'{"a":"??>>"}'
    encoded = base64.urlsafe_b64encode(claims).decode().rstrip("=") + padding
    site.put("me", refusal(401, WWW_Authenticate=f'{CHALLENGE}error="insufficient_claims", claims="{encoded}"'))

    with pytest.raises(ClaimsRequired) as required:
        graph.one("me")
    assert required.value.claims == claims.decode()


def test_a_challenge_that_does_not_say_what_it_wants(graph: Graph, site: Site) -> None:
    site.put("me", refusal(401, WWW_Authenticate=f'{CHALLENGE}error="insufficient_claims"'))

    with pytest.raises(ClaimsRequired) as required:
        graph.one("me")
    assert required.value.claims is None


def test_each_person_reads_with_their_own_token(
    graph: Graph, clients: GraphClients, site: Site, sign_in: SignIn, hours: Hours
) -> None:
    site.put("me", Reply({"id": "a"}))
    sign_in.token.body = token("annas")
    graph.one("me")
    sign_in.token.body = token("bens")
    clients.open(BERT, "bens-assertion", MEETINGS, hours.now + BUDGET, CORRELATION_ID).one("me")
    clients.open(ANNA, ASSERTION, MEETINGS, hours.now + BUDGET, CORRELATION_ID).one("me")

    assert site.tokens == ["annas", "bens", "annas"]


# Refusals.

REFUSALS: dict[str, tuple[Reply, type[Problem]]] = {
    "400": (refusal(400, "Invalid meeting id"), GraphNotFound),
    "404": (refusal(404), GraphNotFound),
    "410": (refusal(410), GraphNotFound),
    "somebody else's": (
        refusal(403, "3003: User does not have access to lookup meeting.", "Forbidden"),
        GraphForbidden,
    ),
    "no policy": (refusal(403, POLICY, "Forbidden"), AccessPolicyMissing),
    "no policy, as it was": (refusal(403, OLD_POLICY, "Unauthorized"), AccessPolicyMissing),
    "no policy, with 401": (refusal(401, OLD_POLICY, "Unauthorized"), AccessPolicyMissing),
    "a policy in capitals": (refusal(403, "No Application Access Policy found for this app."), AccessPolicyMissing),
    "no scope": (refusal(403, "Missing scope permissions on the request. API requires one of ..."), ConsentRequired),
    "403 without a body": (Reply(b"", 403), GraphForbidden),
    "403 of another shape": (Reply({"error": POLICY}, 403), GraphForbidden),
    "403 of brackets": (Reply(b"[" * 100_000, 403), GraphForbidden),
    "a message that is none": (Reply({"error": {"message": [POLICY]}}, 403), GraphForbidden),
    "redirect": (Reply(b"", 302, {"Location": "https://graph.example/"}), GraphRefused),
    "redirect to itself": (Reply(b"", 307, {"Location": "/v1.0/me"}), GraphRefused),
    "not modified": (Reply(b"", 304), GraphRefused),
    "405": (refusal(405), GraphRefused),
    "500": (refusal(500), GraphFailed),
    "502": (refusal(502), GraphFailed),
    "204": (Reply(b"", 204), GraphFailed),
    "206": (Reply({"id": "a"}, 206), GraphFailed),
}


@pytest.mark.parametrize(("reply", "problem"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_graph_refuses_is_told_in_our_words(
    graph: Graph, site: Site, reply: Reply, problem: type[Problem]
) -> None:
    site.put("me", reply)

    with pytest.raises(Problem) as raised:
        graph.one("me")

    assert type(raised.value) is problem
    assert len(site.requests) == 1
    assert raised.value.args == (raised.value.code,)
    assert raised.value.detail == problem.detail


def test_a_scope_that_the_token_lacks_is_asked_for(graph: Graph, site: Site, sign_in: SignIn) -> None:
    site.put("me", refusal(403, "Missing scope permissions on the request."), Reply({"id": "a"}))

    with pytest.raises(ConsentRequired) as missing:
        graph.one("me")

    assert missing.value.members["scopes"] == list(MEETINGS)
    graph.one("me")
    assert len(sign_in.token.asked) == 2  # the one from before the consent would lack it still


@pytest.mark.parametrize(
    "reply",
    [
        Reply({"id": "anna.schmidt@contoso.example"}),
        refusal(403, "anna.schmidt@contoso.example may not"),
        refusal(401, "anna.schmidt@contoso.example"),
        Reply(b"anna.schmidt@contoso.example"),
    ],
)
def test_nothing_of_it_is_logged(graph: Graph, site: Site, caplog: pytest.LogCaptureFixture, reply: Reply) -> None:
    site.put("me/anna.schmidt", reply)
    with caplog.at_level(logging.DEBUG), suppress(Problem):
        graph.one("me/anna.schmidt")

    assert [word for word in ("anna.schmidt", ACCESS_TOKEN, ASSERTION) if word in caplog.text] == []
