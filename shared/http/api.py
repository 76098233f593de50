"""The one boundary between HTTP and the slices: authentication, bodies, and from an error to its answer.

A slice declares an endpoint once. `Api.endpoint` registers it with Azure Functions, keeps it for the OpenAPI
document, and wraps the handler into what the worker's indexer accepts: a closure `(req) -> func.HttpResponse`.
"""

from __future__ import annotations

import json
import pkgutil
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import azure.functions as func

from shared.auth.access import AllowedCallers, challenge
from shared.http.parameters import Parameter
from shared.problems import InvalidRequest, Problem, StorageUnavailable, TooLarge, UnsupportedMediaType
from shared.telemetry import Event, emit, emit_unhandled

if TYPE_CHECKING:
    from shared.auth.caller import Caller
    from shared.auth.principal import Principal
    from shared.http.authentication import Authenticator
    from shared.http.rate_limits import Limits
    from shared.times import Clock

KIB = 1024
MAX_POINTERS = 1000
"""An answer stays smaller than the body it refuses."""
DEFAULT_BODY_LIMIT = 256 * KIB

JSON_TYPE = "application/json"
CSV_TYPE = "text/csv"
PROBLEM_TYPE = "application/problem+json"
_LIMIT = re.compile(r"[1-9][0-9]{0,2}")
_ON_EVERY_ANSWER = {"x-content-type-options": "nosniff", "cache-control": "no-store"}


@dataclass(frozen=True, slots=True)
class Response:
    """What a handler returns. `body` is bytes as they are, or a JSON value, or None for no body."""

    status: int = 200
    body: object | None = None
    media_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """An endpoint as the OpenAPI document needs it. Models are named `module:Class` and imported when asked for."""

    name: str
    method: str
    route: str
    who: AllowedCallers
    summary: str
    answers: Mapping[int, str | None]
    refusals: tuple[type[Problem], ...]
    body: str | None
    body_is_optional: bool
    body_limit: int
    other_bodies: tuple[str, ...]
    path: Mapping[str, Parameter]
    query: Mapping[str, Parameter]
    headers: Mapping[str, Parameter]
    media_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as a handler sees it. `now` is taken once, so midnight changes nothing inside a request."""

    raw: func.HttpRequest
    operation: Operation
    now: datetime
    correlation_id: str
    known_caller: Caller | None

    @property
    def caller(self) -> Caller:
        """Who calls; every endpoint but Who.ANYONE has one."""
        if self.known_caller is None:
            raise TypeError(f"{self.operation.name} is open to anyone and has no caller")
        return self.known_caller

    @property
    def principal(self) -> Principal:
        return self.caller.principal

    def path(self, name: str) -> str:
        return str(self.raw.route_params.get(name, ""))

    def query(self, name: str) -> str | None:
        value: str | None = self.raw.params.get(name)
        return value

    def limit(self, *, default: int, maximum: int) -> int:
        """The query's `limit`, how many entries a page may have. Raises InvalidRequest."""
        text = self.query("limit")
        if text is None:
            return default
        if not _LIMIT.fullmatch(text) or int(text) > maximum:
            raise InvalidRequest(f"'limit' is a whole number from 1 to {maximum}.")
        return int(text)

    def header(self, name: str) -> str | None:
        value: str | None = self.raw.headers.get(name)
        return value

    def prefers(self, *offered: str) -> str:
        """Which of the offered media types `Accept` asks for most; the first when it asks for none of them."""
        from werkzeug.datastructures import MIMEAccept
        from werkzeug.http import parse_accept_header

        accepted = parse_accept_header(self.header("accept"), MIMEAccept)
        return accepted.best_match(offered, default=offered[0]) or offered[0]

    def bearer(self) -> str:
        """The token that let the caller in, for a service that is asked on the caller's behalf.

        It is read from the request where it is needed, so that no caller, row or event ever holds it.
        """
        from shared.auth.tokens import bearer_token

        return bearer_token(self.header("authorization"), self.raw.params)

    def has_body(self, media_type: str) -> bool:
        """Whether the body is of this type, one of the endpoint's `other_bodies`; its parameters do not matter."""
        named = (self.header("content-type") or "").partition(";")[0].strip().lower()
        return named == media_type and media_type in self.operation.other_bodies

    def read(self) -> Any:
        """The body as the model that the endpoint declares; None when there is none and it is optional.

        Judged in one order: media type, size, encoding, JSON, then what the model says.

        Raises:
            UnsupportedMediaType, TooLarge, InvalidEncoding, InvalidJson, DuplicateKey, TooDeep, InvalidBody
        """
        from shared.http.bodies import validate
        from shared.strict_json import parse

        if self.operation.body is None:
            raise TypeError(f"{self.operation.name} declares no body")
        if not self.raw.get_body() and self.operation.body_is_optional:
            return None
        body = self._read(is_supported=_is_json(self.header("content-type")))
        return validate(pkgutil.resolve_name(self.operation.body), parse(body))

    def read_as(self, media_type: str) -> bytes:
        """A body of one of the endpoint's `other_bodies`, as it came. Raises UnsupportedMediaType, TooLarge."""
        return self._read(is_supported=self.has_body(media_type))

    def _read(self, *, is_supported: bool) -> bytes:
        if not is_supported:
            accepted = " or ".join(f"'content-type: {name}'" for name in (JSON_TYPE, *self.operation.other_bodies))
            raise UnsupportedMediaType(f"Send {accepted}.")
        body: bytes = self.raw.get_body()
        if len(body) > self.operation.body_limit:
            raise TooLarge(f"Send at most {self.operation.body_limit // KIB} KiB.")
        return body


Handler = Callable[[Request], Response]
Trigger = Callable[[func.HttpRequest], func.HttpResponse]


class Api:
    """The boundary. `gate` raises Misconfigured while a setting is bad, before anything else is built."""

    def __init__(self, gate: Callable[[], Authenticator], clock: Clock, limits: Callable[[], Limits]) -> None:
        self._gate = gate
        self._clock = clock
        self._limits = limits
        self._operations: dict[str, Operation] = {}

    @property
    def operations(self) -> Mapping[str, Operation]:
        """Every endpoint declared so far, by name."""
        return self._operations

    def endpoint(
        self,
        blueprint: func.Blueprint,
        name: str,
        method: str,
        route: str,
        *,
        who: AllowedCallers,
        summary: str,
        answers: Mapping[int, str | None],
        refusals: tuple[type[Problem], ...] = (),
        body: str | None = None,
        body_is_optional: bool = False,
        body_limit: int = DEFAULT_BODY_LIMIT,
        other_bodies: tuple[str, ...] = (),
        path: Mapping[str, Parameter] | None = None,
        query: Mapping[str, Parameter] | None = None,
        headers: Mapping[str, Parameter] | None = None,
        media_types: tuple[str, ...] = (JSON_TYPE,),
    ) -> Callable[[Handler], Trigger]:
        """Declare an HTTP endpoint of `blueprint`.

        `answers` maps a status to the model of its body (None: no JSON model); `path`, `query` and `headers` say what
        a parameter may be, and one of the path that they leave out is any text; `body` names the model of a JSON body
        as `module:Class`, `other_bodies` the media types that the endpoint reads besides.
        """
        operation = Operation(
            name=name,
            method=method,
            route=route,
            who=who,
            summary=summary,
            answers=answers,
            refusals=refusals,
            body=body,
            body_is_optional=body_is_optional,
            body_limit=body_limit,
            other_bodies=other_bodies,
            path=path or {},
            query=query or {},
            headers=headers or {},
            media_types=media_types,
        )
        self._operations[name] = operation

        def register(handler: Handler) -> Trigger:
            def trigger(req: func.HttpRequest) -> func.HttpResponse:
                return self._serve(req, operation, handler)

            # Not functools.wraps: the indexer would look through it and refuse the handler's own parameters.
            trigger.__name__ = name
            trigger.__doc__ = handler.__doc__
            located = blueprint.route(route, methods=[method], auth_level=func.AuthLevel.ANONYMOUS)
            blueprint.function_name(name)(located(trigger))
            return trigger

        return register

    def _serve(self, raw: func.HttpRequest, operation: Operation, handler: Handler) -> func.HttpResponse:
        correlation_id = str(uuid.uuid4())
        try:
            with self._admit(raw, operation.who) as caller:
                answer = handler(Request(raw, operation, self._clock(), correlation_id, caller))
            return _respond(answer, correlation_id)
        except Problem as problem:
            if isinstance(problem, StorageUnavailable):
                emit(Event.STORAGE_UNAVAILABLE, function=operation.name, correlationId=correlation_id)
            answer = refuse(problem, correlation_id)
        except Exception as error:
            # The host would log the message, which may hold input, and answer an empty 500.
            emit_unhandled(error, function=operation.name, correlation_id=correlation_id)
            answer = refuse(Problem(), correlation_id)
        return _respond(answer, correlation_id)

    @contextmanager
    def _admit(self, raw: func.HttpRequest, who: AllowedCallers) -> Iterator[Caller | None]:
        """Who calls, for as long as the call lasts. Whoever is let in is limited, whatever their role.

        Where anyone may call there is nobody to count by; what is answered there is small, and the same for all.
        """
        if who is AllowedCallers.ANYONE:
            yield None
            return
        caller = self._gate().authenticate(raw.headers, raw.params, who)
        with self._limits().admit_call(caller.principal):
            yield caller


def refuse(problem: Problem, correlation_id: str) -> Response:
    """A problem as `application/problem+json` (RFC 9457), with the challenge that 401 and some 403 carry."""
    body: dict[str, object] = {
        "type": f"urn:problem:{problem.code.replace('_', '-')}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "instance": f"urn:uuid:{correlation_id}",
        **problem.members,
    }
    if problem.pointers:
        body["errors"] = [{"pointer": found.pointer, "code": found.code} for found in problem.pointers[:MAX_POINTERS]]
    authenticate = challenge(problem)
    headers = {**problem.headers, **({"www-authenticate": authenticate} if authenticate else {})}
    return Response(problem.status, body, PROBLEM_TYPE, headers)


def _is_json(content_type: str | None) -> bool:
    media_type, _, parameters = (content_type or "").partition(";")
    charset = parameters.strip().lower().replace('"', "")
    return media_type.strip().lower() == JSON_TYPE and charset in {"", "charset=utf-8"}


def _respond(answer: Response, correlation_id: str) -> func.HttpResponse:
    headers = {**_ON_EVERY_ANSWER, "x-correlation-id": correlation_id, **answer.headers}
    if answer.body is None:
        return func.HttpResponse(status_code=answer.status, headers=headers)
    body = answer.body
    if not isinstance(body, bytes):
        body = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return func.HttpResponse(body, status_code=answer.status, headers=headers, mimetype=answer.media_type)
