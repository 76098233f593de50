"""The check of a token, and who notices when others send tokens whose keys nobody knows.

*Time*: a good token judged by every rule of ours (strict JSON, header, signature, claims, times, issuer), beside
PyJWT as its documentation shows it: `PyJWKClient(url).get_signing_key_from_jwt(token)` and `jwt.decode(token, key,
audience=..., algorithms=["RS256"])`, both with their keys at hand; and beside the signature alone.

*Storm*: a good caller comes every 5 ms while two threads send tokens under invented key ids, 400 a second, at a moment
when a new key set may be asked for and, for ours, when the one at hand is due to be refreshed. The endpoint answers
after 50 ms, or accepts connections and never answers. The baseline is a storm of as many tokens that are refused for
their header, before any key is looked for: all threads of one Python share one lock, so any storm costs everyone
processor time, and the ratio is what is left of it: the keys. A good caller's time counts from when it should have been
served, so that those who queue behind a blocked one count as well.

Two storms of the same tokens must not differ, and they did, by up to twice, while bad ones came every 5 ms as well:
whether they met the good caller each time or never, the start of the threads decided. And a thread that waited for the
endpoint sent nothing meanwhile: half a storm was compared with a whole one. So bad ones come at random moments, the
same in all storms of a round, and whichever thread is free takes the next; how many were refused is shown. A machine is
busier in one round than in another: a ratio is taken within each round, and the median of all rounds counts.

*Refresh*: the endpoint is down, there is no storm, and the key set at hand has come to its age (ours an hour, that of
PyJWKClient 5 minutes): how long does the good caller wait whose turn it is to ask for a new one?
"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Protocol

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from bench.key_endpoint import KeyEndpoint, key_endpoint
from bench.measuring import Scale, Work, in_turns, least, most, progress
from bench.results import Result
from bench.storms import SECONDS, Good, percentile, through_a_storm
from shared.auth import base64url
from shared.auth.key_endpoint import fetch_over_https
from shared.auth.signing_keys import SigningKeys
from shared.auth.tokens import TokenValidator
from shared.problems import InvalidToken
from tests.support.tokens import AUDIENCE, private_key

LATE_SECONDS = 0.5
"""On a busy machine a good caller may be this late; who waits for the endpoint is later."""
INVENTED = 100
REFUSALS = (InvalidToken, jwt.PyJWTError)


class Judge(Protocol):
    """Whoever tells good tokens from bad ones, with keys of its own."""

    def judge(self, token: str) -> object:
        """Accept a token, or raise."""
        ...

    def come_due(self) -> None:
        """Let the time pass after which the endpoint may be asked for an unknown key."""
        ...

    def age(self) -> None:
        """Let the time pass after which the key set has to be refreshed."""
        ...


class Ours:
    """The service's own check."""

    def __init__(self, endpoint: KeyEndpoint) -> None:
        self._passed = timedelta(0)
        keys = SigningKeys(lambda: fetch_over_https(endpoint.keys_url), lambda: datetime.now(UTC) + self._passed)
        self._validator = TokenValidator(keys, authority=endpoint.url, audience=AUDIENCE, now=lambda: datetime.now(UTC))

    def judge(self, token: str) -> object:
        return self._validator.validate(token)

    def come_due(self) -> None:
        self.age()  # a refresh and an unknown key together are the worse case

    def age(self) -> None:
        self._passed += timedelta(hours=1)


class Documented:
    """PyJWT as its documentation shows it."""

    def __init__(self, endpoint: KeyEndpoint) -> None:
        self._client = jwt.PyJWKClient(endpoint.keys_url, ssl_context=endpoint.tls)

    def judge(self, token: str) -> object:
        key = self._client.get_signing_key_from_jwt(token)
        return jwt.decode(token, key, audience=AUDIENCE, algorithms=["RS256"])

    def come_due(self) -> None:
        self._client._last_successful_fetch = None  # noqa: SLF001 - it reads the clock itself: 30 s have passed

    def age(self) -> None:
        cache = self._client.jwk_set_cache
        if cache is not None and cache.jwk_set_with_timestamp is not None:
            cache.jwk_set_with_timestamp.timestamp -= cache.lifespan


def run(scale: Scale) -> list[Result]:
    """Time, then storms."""
    with key_endpoint() as endpoint:
        return [*_times(endpoint, scale), *_storms(endpoint, scale)]


def _times(endpoint: KeyEndpoint, scale: Scale) -> list[Result]:
    progress("a good token, again and again")
    token, key = endpoint.authority.token(), private_key("good").public_key()
    signed, _, signature = token.rpartition(".")
    text, proof = signed.encode(), base64url.decode(signature)
    ours, documented = Ours(endpoint), Documented(endpoint)
    calls = scale.of(200)

    def repeated(judge: Work) -> Work:
        return lambda: [judge() for _ in range(calls)]

    times = in_turns(
        [
            repeated(lambda: ours.judge(token)),
            repeated(lambda: documented.judge(token)),
            repeated(lambda: jwt.decode(token, key, audience=AUDIENCE, algorithms=["RS256"])),
            repeated(lambda: key.verify(proof, text, padding.PKCS1v15(), hashes.SHA256())),
        ],
        scale.of(50),
    )
    rules, client, decoding, bare = (time / calls for time in times)
    what = "a good token"
    return [
        Result(f"{what}, all rules", rules, beside="PyJWKClient and jwt.decode", baseline=client, bound=most(1)),
        Result(f"{what}, all rules", rules, beside="jwt.decode with the key in hand", baseline=decoding),
        Result(f"{what}, all rules", rules, beside="the signature alone", baseline=bare),
    ]


def _storms(endpoint: KeyEndpoint, scale: Scale) -> list[Result]:
    rounds = scale.of(12)
    found: dict[tuple[type[Judge], str], list[Good]] = {}
    for number in range(rounds):
        progress(f"storms, round {number + 1} of {rounds}")
        for kind in (Ours, Documented):
            for storm in ("refused", "up", "down", "none")[:: 1 if number % 2 else -1]:
                found.setdefault((kind, storm), []).append(_storm(endpoint, kind(endpoint), storm, seed=number))
    alone, theirs = (max(wait for good in found[kind, "none"] for wait in good.waits) for kind in (Ours, Documented))
    return [
        *(line for state in ("up", "down") for line in _lines(found, state)),
        Result(
            "refresh with the endpoint down: longest wait of a good caller",
            alone,
            beside="PyJWKClient",
            baseline=theirs,
            figure=alone,
            bound=most(LATE_SECONDS),
            note=f"the endpoint is down for {SECONDS} s here; ours would wait no longer, PyJWKClient for up to 30 s",
        ),
    ]


def _storm(endpoint: KeyEndpoint, judge: Judge, storm: str, seed: int) -> Good:
    authority = endpoint.authority
    good = authority.token()
    bad = [
        (authority.header(alg="RS512") if storm == "refused" else authority.header(kid=f"invented-{number}")).token()
        for number in range(INVENTED)
    ]
    judge.judge(good)
    if storm in {"up", "down"}:
        judge.come_due()
    elif storm == "none":
        judge.age()
    asked = endpoint.asked
    with endpoint.down() if storm in {"down", "none"} else nullcontext(lambda: None) as end:
        found = through_a_storm(judge.judge, good, [] if storm == "none" else bad, REFUSALS, seed, end)
    found.fetches = endpoint.asked - asked
    return found


def _lines(found: dict[tuple[type[Judge], str], list[Good]], state: str) -> list[Result]:
    ours, calm, theirs, their_calm = (found[kind, storm] for kind in (Ours, Documented) for storm in (state, "refused"))
    late, their_late = (sum(wait > LATE_SECONDS for wait in _waits(some)) for some in (ours, theirs))
    fetches, their_fetches = (max(good.fetches for good in some) for some in (ours, theirs))
    refused, calm_refused = (sum(good.refused for good in some) for some in (ours, calm))
    failed = sum(good.failed for good in ours)
    what = f"unknown keys, endpoint {state}"
    beside = "as many refused for their header"
    client = "PyJWKClient"
    ratios = ", ".join(
        f"{_times_slower(theirs, their_calm, share):.3g} times ({name})"
        for share, name in ((0.5, "median"), (0.99, "99 of 100"))
    )
    return [
        Result(
            f"{what}: good callers, median",
            median(_waits(ours)),
            beside=beside,
            baseline=median(_waits(calm)),
            figure=_times_slower(ours, calm, 0.5),
            bound=most(1.2),
            note=f"with PyJWKClient the same storm costs good callers {ratios}",
        ),
        Result(
            f"{what}: good callers, 99 of 100",
            percentile(_waits(ours), 0.99),
            beside=beside,
            baseline=percentile(_waits(calm), 0.99),
            figure=_times_slower(ours, calm, 0.99),
            bound=most(1.5),
        ),
        Result(f"{what}: bad ones refused", refused, "", beside=beside, baseline=calm_refused, bound=least(0.95)),
        Result(f"{what}: longest wait", max(_waits(ours)), beside=client, baseline=max(_waits(theirs))),
        Result(
            f"{what}: good callers of {len(_waits(ours)):,} who waited for the endpoint or were refused",
            late + failed,
            "",
            beside=client,
            baseline=their_late + sum(good.failed for good in theirs),
            figure=late + failed,
            bound=most(0),
        ),
        Result(f"{what}: fetches in a storm, at most", fetches, "", client, their_fetches, fetches, most(1)),
    ]


def _waits(storms: list[Good]) -> list[float]:
    return [wait for good in storms for wait in good.waits]


def _times_slower(storms: list[Good], calm: list[Good], share: float) -> float:
    """What a good caller waits in a storm over what it waits in the calm one of the same round: the median round's."""
    rounds = zip(storms, calm, strict=True)
    return median(percentile(good.waits, share) / percentile(other.waits, share) for good, other in rounds)
