"""One endpoint around one handler, for tests of the boundary alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import azure.functions as func

from shared.auth.access import AllowedCallers
from shared.auth.caller import Caller
from shared.auth.principal import Principal
from shared.http.api import Api, Request, Response
from shared.http.bodies import Body, Line
from shared.http.rate_limits import Limits
from tests.support.world import ANNA, START, Pace, Reply

if TYPE_CHECKING:
    from shared.http.authentication import Authenticator

PRINCIPAL = Principal("t", ANNA, "c", "anna.schmidt@contoso.example", frozenset(), frozenset(), False, False)
CALLER = Caller(PRINCIPAL, None, "203.0.113.0/24")


class Greeting(Body):
    """What an endpoint of these tests takes."""

    name: Line


@dataclass(frozen=True)
class OneEndpoint:
    """`authenticate` returns a caller or raises. The reply's `content-type` is what the host would send."""

    handler: Callable[[Request], Response]
    authenticate: Callable[..., Caller] = lambda *_: CALLER
    who: AllowedCallers = AllowedCallers.ANYONE
    declared: tuple[tuple[str, Any], ...] = ()
    limits: Limits = field(default_factory=lambda: Limits(16, Pace()))

    def call(self, body: bytes = b"", *, params: dict[str, str] | None = None, **headers: str) -> Reply:
        """Call it; an argument `accept_language` is the header `accept-language`."""
        api = Api(lambda: cast("Authenticator", self), lambda: START, lambda: self.limits)
        register = api.endpoint(
            func.Blueprint(),
            "greet",
            "POST",
            "greetings/{greetingId}",
            who=self.who,
            summary="Greet",
            answers={200: None},
            **dict(self.declared),
        )
        request = func.HttpRequest(
            method="POST",
            url="http://localhost/api/greetings/1",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
            params=params or {},
            route_params={"greetingId": "1"},
            body=body,
        )
        answer = register(self.handler)(request)
        named = {**answer.headers, "content-type": str(answer.mimetype)}
        return Reply(answer.status_code, named, answer.get_body())


def answering(handler: Callable[[Request], object]) -> OneEndpoint:
    """An endpoint that answers 200 with what `handler` returns as its JSON."""
    return OneEndpoint(lambda call: Response(body=handler(call)))


def refusing(error: Exception) -> OneEndpoint:
    """An endpoint whose handler raises."""

    def handler(_: Request) -> Response:
        raise error

    return OneEndpoint(handler)


def reading(**declared: Any) -> OneEndpoint:
    """An endpoint that takes a Greeting and answers its name."""

    def handler(call: Request) -> Response:
        body = call.read()
        return Response(body={"name": body.name if body else None})

    return OneEndpoint(handler, declared=(("body", "tests.support.endpoint:Greeting"), *declared.items()))
