"""The functions of an app as the worker sees them: indexed, then called in a thread pool.

https://learn.microsoft.com/azure/azure-functions/functions-reference-python
"""

from __future__ import annotations

import functools
import inspect
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import azure.functions as func
from azure.functions.meta import Datum

from local.host.routing import Route, Router, query_values
from local.host.timers import Timer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from azure.functions.decorators.function_app import Function

ALL_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
SET_BY_THE_HOST = frozenset({"connection", "content-length", "date", "transfer-encoding"})


class UnsupportedFunctionError(Exception):
    """The app has a function that the real host would refuse, or that this stand-in cannot serve."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a function answered, encoded: headers that the host sets itself are left out, repeated ones stay apart."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class HttpFunction:
    """A function with an HTTP trigger, and the name of the parameter that takes the request."""

    name: str
    parameter: str
    call: Callable[..., object]
    route: Route


class Functions:
    """The functions of one app, called in a thread pool of the worker's size."""

    def __init__(self, app: func.FunctionApp, *, prefix: str, threads: int) -> None:
        """Index the app.

        Raises:
            UnsupportedFunctionError: a trigger other than HTTP and timer, or an `async def`.
            RouteError: a route that the host refuses.
            ValueError: a schedule that is not six fields.
        """
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="function")
        self._http: dict[str, HttpFunction] = {}
        self._timers: dict[str, Timer] = {}
        for function in app.get_functions():
            self._index(function)
        self.prefix = prefix
        self._router = Router((function.route for function in self._http.values()), prefix)

    def start_timers(self) -> None:
        """Let each timer fire on its schedule from now on."""
        for timer in self._timers.values():
            timer.start()

    def close(self) -> None:
        """Fire no more timers and wait for the functions that are running."""
        for timer in self._timers.values():
            timer.stop()
        self._pool.shutdown(wait=True)

    def describe(self) -> list[str]:
        """A line for each function: name, methods or schedule, route."""
        http = [
            f"{f.name}: [{','.join(sorted(f.route.methods))}] /{self.prefix}/{f.route.template}"
            for f in self._http.values()
        ]
        return sorted(http + [f"{timer.name}: timer {timer.expression}" for timer in self._timers.values()])

    def run_timer(self, name: str) -> bool:
        """Start a timer's function in the background; False when there is no such timer."""
        timer = self._timers.get(name)
        if timer is not None:
            timer.run_now()
        return timer is not None

    def call(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer | None:
        """Answer one request; None when no route fits.

        Raises:
            Exception: whatever the function raised, or TypeError when it answered something but an HttpResponse.
        """
        parts = urlsplit(url)
        found = self._router.find_route(method, parts.path)
        if found is None:
            return None
        route, parameters = found
        function = self._http[route.function]
        request = _decode(
            "httpTrigger",
            Datum(
                {
                    "method": _text(method),
                    "url": _text(url),
                    "headers": {name: _text(value) for name, value in headers.items()},
                    "query": {name: _text(value) for name, value in query_values(parts.query).items()},
                    "params": {name: _text(value) for name, value in parameters.items()},
                    "body": Datum(body, "bytes"),
                },
                "http",
            ),
        )
        answer = self._pool.submit(function.call, **{function.parameter: request}).result()
        if not isinstance(answer, func.HttpResponse):
            raise TypeError(f"{function.name} answered {type(answer).__name__}, not an HttpResponse")
        return _encode(answer)

    def _index(self, function: Function) -> None:
        name = function.get_function_name() or ""
        call = function.get_user_function()
        trigger = function.get_trigger()
        if inspect.iscoroutinefunction(call):
            raise UnsupportedFunctionError(f"{name} is an async def: its blocking calls would stall the whole worker")
        binding = trigger.get_dict_repr() if trigger is not None else {}
        if binding.get("type") == "httpTrigger":
            route = Route.of(name, map(str, binding.get("methods") or ALL_METHODS), binding.get("route") or name)
            self._http[name] = HttpFunction(name, binding["name"], call, route)
        elif binding.get("type") == "timerTrigger":
            self._timers[name] = Timer(
                name=name,
                expression=binding["schedule"],
                run_on_startup=bool(binding.get("runOnStartup")),
                pool=self._pool,
                call=functools.partial(_call_timer, call, binding["name"]),
            )
        else:
            raise UnsupportedFunctionError(
                f"{name} has the trigger {binding.get('type')}; only HTTP and timers are served here"
            )


def _call_timer(call: Callable[..., object], parameter: str, status: str) -> None:
    call(**{parameter: _decode("timerTrigger", Datum(status, "json"))})


def _text(value: str) -> Datum:
    return Datum(value, "string")


def _decode(binding: str, datum: Datum) -> Any:
    return _converter(binding).decode(datum, trigger_metadata={})


def _encode(answer: func.HttpResponse) -> Answer:
    content = _converter("http").encode(answer, expected_type=None).value
    headers = [(name, datum.value) for name, datum in content["headers"].items() if name.lower() not in SET_BY_THE_HOST]
    for cookie in content["cookies"] or ():
        headers += [("Set-Cookie", morsel.OutputString()) for morsel in cookie.values()]
    return Answer(int(content["status_code"].value), tuple(headers), content["body"].value)


def _converter(binding: str) -> Any:
    return func.get_binding_registry().get(binding)
