from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import azure.functions as func
import pytest

from local.host import server as functions_host
from local.host.functions import Functions, UnsupportedFunctionError
from local.host.routing import RouteError
from local.host.server import MAX_BODY_BYTES
from local.host.timers import Timer
from local.machine.web import Server

THREADS = 3


class App:
    """A small app, and what its timer has seen."""

    def __init__(self) -> None:
        self.fired: list[bool] = []
        self.has_fired = threading.Event()
        self.together = threading.Barrier(THREADS)
        self.function_app = app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

        @app.function_name("echo")
        @app.route("echo/{name}", methods=["GET", "POST"])
        def echo(req: func.HttpRequest) -> func.HttpResponse:
            seen = {
                "method": req.method,
                "url": req.url,
                "headers": dict(req.headers),
                "params": dict(req.params),
                "route": dict(req.route_params),
                "body": req.get_body().decode(),
            }
            return func.HttpResponse(json.dumps(seen), status_code=201, mimetype="application/json")

        @app.function_name("fails")
        @app.route("fails", methods=["GET"])
        def fails(req: func.HttpRequest) -> func.HttpResponse:
            raise RuntimeError(f"no luck with {req.method}")

        @app.function_name("nothing")
        @app.route("nothing", methods=["GET"])
        def nothing(req: func.HttpRequest) -> func.HttpResponse:
            return {"method": req.method}  # type: ignore[return-value]  # the mistake under test

        @app.function_name("deleted")
        @app.route("deleted", methods=["DELETE", "HEAD"])
        def deleted(req: func.HttpRequest) -> func.HttpResponse:
            headers = {"Set-Cookie": "a=b; Path=/", "X-Kind": req.method, "Content-Length": "99"}
            return func.HttpResponse(status_code=204 if req.method == "DELETE" else 200, headers=headers, body="hidden")

        @app.function_name("meets")
        @app.route("meets")
        def meets(req: func.HttpRequest) -> func.HttpResponse:
            self.together.wait(timeout=5)
            return func.HttpResponse(req.method)

        @app.function_name("sweeps")
        @app.timer_trigger(arg_name="timer", schedule="0 0 * * * *")
        def sweeps(timer: func.TimerRequest) -> None:
            self.fired.append(timer.past_due)
            self.has_fired.set()


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def host(app: App) -> Iterator[Server]:
    functions = Functions(app.function_app, prefix="api", threads=THREADS)
    server = functions_host.serve(functions, 0)
    yield server
    server.close()
    functions.close()


@pytest.fixture
def connection(host: Server) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", host.server_port, timeout=10)
    yield connection
    connection.close()


def _raw(host: Server, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", host.server_port), timeout=5) as opened:
        opened.sendall(request)
        opened.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: opened.recv(65536), b""))


def test_a_request_as_the_function_sees_it(host: Server, connection: http.client.HTTPConnection) -> None:
    connection.putrequest("POST", "/API/Echo/Anna%20S?a=1&a=2&empty=&b=%C3%A4")
    for name, value in [
        ("X-Two", "one"),
        ("X-Two", "two"),
        ("X-Forwarded-For", "192.0.2.1:5"),
        ("Content-Length", "2"),
    ]:
        connection.putheader(name, value)
    connection.endheaders(b"hi")
    answer = connection.getresponse()
    seen = json.load(answer)

    assert (answer.status, answer.headers["content-type"]) == (201, "application/json")
    assert seen["method"] == "POST"
    assert seen["url"] == f"{host.url}/API/Echo/Anna%20S?a=1&a=2&empty=&b=%C3%A4"
    assert seen["params"] == {"a": "1,2", "b": "ä"}
    assert seen["route"] == {"name": "Anna S"}
    assert seen["headers"]["x-two"] == "one,two"
    assert seen["headers"]["x-forwarded-for"] == "192.0.2.1:5"
    assert seen["body"] == "hi"


def test_one_connection_serves_many_requests(connection: http.client.HTTPConnection) -> None:
    sockets = set()
    for _ in range(3):
        connection.request("GET", "/api/echo/x")
        connection.getresponse().read()
        sockets.add(connection.sock)

    assert len(sockets) == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/api/echo/x"),
        ("HEAD", "/api/echo/x"),
        ("OPTIONS", "/api/echo/x"),
        ("TRACE", "/api/echo/x"),
        ("QUERY", "/api/echo/x"),
        ("GET", "/api/none"),
        ("GET", "/echo/x"),
    ],
)
def test_no_route_is_an_empty_404(connection: http.client.HTTPConnection, method: str, path: str) -> None:
    connection.request(method, path)
    answer = connection.getresponse()

    assert (answer.status, answer.read(), answer.headers["allow"]) == (404, b"", None)


@pytest.mark.parametrize("path", ["/api/fails", "/api/nothing"])
def test_a_function_that_fails_is_an_empty_500(
    connection: http.client.HTTPConnection, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    connection.request("GET", path)
    answer = connection.getresponse()

    assert (answer.status, answer.read()) == (500, b"")
    assert "no luck with GET" in caplog.text or "answered dict" in caplog.text


def test_cookies_and_headers_of_the_host(connection: http.client.HTTPConnection) -> None:
    connection.request("DELETE", "/api/deleted")
    answer = connection.getresponse()

    assert (answer.status, answer.read()) == (204, b"")
    assert answer.headers["set-cookie"] == "a=b; Path=/"
    assert answer.headers["content-length"] is None


def test_head_has_the_length_but_no_body(host: Server) -> None:
    answer = _raw(host, b"HEAD /api/deleted HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    assert b"\r\nContent-Length: 6\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_a_body_without_a_length_is_not_read(host: Server) -> None:
    head = b"POST /api/echo/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

    answer = _raw(host, head + b"2\r\nhi\r\n0\r\n\r\n")

    assert answer.count(b"HTTP/1.1 ") == 1
    assert json.loads(answer.rpartition(b"\r\n\r\n")[2])["body"] == ""


@pytest.mark.parametrize(("length", "status"), [(str(MAX_BODY_BYTES + 1), b"413"), ("-1", b"400"), ("x", b"400")])
def test_lengths_that_are_refused(host: Server, length: str, status: bytes) -> None:
    request = f"POST /api/echo/x HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"

    assert _raw(host, request.encode()).split()[1] == status


def test_functions_run_side_by_side(host: Server) -> None:
    answers: list[bytes] = []

    def call() -> None:
        answers.append(_raw(host, b"GET /api/meets HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))

    threads = [threading.Thread(target=call) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.split()[1] for answer in answers] == [b"200"] * THREADS


def test_a_timer_is_run_by_hand(app: App, connection: http.client.HTTPConnection) -> None:
    connection.request("POST", "/admin/functions/sweeps", body='{"input": ""}')
    answer = connection.getresponse()

    assert (answer.status, answer.read()) == (202, b"")
    assert app.has_fired.wait(5)
    assert app.fired == [False]


@pytest.mark.parametrize(("path", "body", "status"), [("unknown", "{}", 404), ("echo", "{}", 404), ("sweeps", "", 400)])
def test_what_cannot_be_run_by_hand(
    app: App, connection: http.client.HTTPConnection, path: str, body: str, status: int
) -> None:
    connection.request("POST", f"/admin/functions/{path}", body=body)

    assert connection.getresponse().status == status
    assert app.fired == []


@pytest.mark.parametrize(("disabled", "status"), [("", 200), ("true", 204)])
def test_the_home_page(
    connection: http.client.HTTPConnection, monkeypatch: pytest.MonkeyPatch, disabled: str, status: int
) -> None:
    monkeypatch.setenv("AzureWebJobsDisableHomepage", disabled)
    connection.request("GET", "/")

    assert connection.getresponse().status == status


def test_closing_lets_requests_be_answered(app: App) -> None:
    functions = Functions(app.function_app, prefix="api", threads=THREADS)
    server = functions_host.serve(functions, 0)
    answers: list[bytes] = []
    request = b"GET /api/meets HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    threads = [threading.Thread(target=lambda: answers.append(_raw(server, request))) for _ in range(THREADS - 1)]
    for thread in threads:
        thread.start()
    while app.together.n_waiting < THREADS - 1:
        time.sleep(0.01)

    closing = threading.Thread(target=server.close)
    closing.start()
    app.together.wait(timeout=5)
    closing.join()
    functions.close()
    for thread in threads:
        thread.join()

    assert [answer.split()[1] for answer in answers] == [b"200"] * (THREADS - 1)


def test_an_async_function_is_refused() -> None:
    app = func.FunctionApp()

    @app.function_name("later")
    @app.route("later")
    async def later(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse(req.method)

    with pytest.raises(UnsupportedFunctionError, match="later"):
        Functions(app, prefix="api", threads=1)


def test_a_reserved_route_is_refused() -> None:
    app = func.FunctionApp()

    @app.function_name("taken")
    @app.route("admin/taken")
    def taken(req: func.HttpRequest) -> func.HttpResponse:
        return func.HttpResponse(req.method)

    with pytest.raises(RouteError, match="taken"):
        Functions(app, prefix="api", threads=1)


def test_a_timer_fires_on_its_schedule_and_outlives_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    calls: list[str] = []
    twice = threading.Event()

    def call(status: str) -> None:
        calls.append(status)
        if len(calls) == 2:
            twice.set()
        raise RuntimeError("a bad run")

    with ThreadPoolExecutor(1) as pool:
        timer = Timer(name="each second", expression="* * * * * *", run_on_startup=False, pool=pool, call=call)
        timer.start()
        fired = twice.wait(5)
        timer.stop()

    assert fired
    assert set(json.loads(calls[0])) == {"Schedule", "ScheduleStatus", "IsPastDue"}
    assert "a bad run" in caplog.text


@pytest.mark.parametrize(
    ("content", "prefix"), [("{}", "api"), ('{"extensions": {"http": {"routePrefix": "v1"}}}', "v1"), (None, "api")]
)
def test_the_prefix_comes_from_host_json(tmp_path: Path, content: str | None, prefix: str) -> None:
    file = tmp_path / "host.json"
    if content is not None:
        file.write_text(content)

    assert functions_host.route_prefix(file) == prefix


def test_the_size_of_the_thread_pool() -> None:
    assert functions_host.thread_count({"PYTHON_THREADPOOL_THREAD_COUNT": "7"}) == 7
    assert 5 <= functions_host.thread_count({}) <= 32
