"""What a caller at full speed does to another one.

Anna asks for everything that is kept about her, over sixteen connections and without a pause, whatever is answered.
Meanwhile Eve, of another organisation, lists her reports, one call after the other. Measured is how long Eve waits:
alone, and beside Anna once she has used up what she may ask for at once, on the service as it is and on one without
limits. Each is a functions host of its own with the threads that Azure gives it, over one Azurite in memory; Anna is a
process of her own.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import os
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.measuring import Scale, least, progress, seconds
from bench.results import Result
from function_app import build_app
from local.host.functions import Functions
from local.host.server import serve
from local.machine import azurite, environment, lifetime
from local.machine.processes import Children
from local.machine.web import free_ports
from shared.http.rate_limits import PERSON
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, START, World, report_body

ROOT = Path(__file__).parents[1]
THREADS = 16  # as infra/modules/app.bicep has it
MANY_THREADS = 9_999  # lets all calls of a person be under way at once
LIMITED, UNLIMITED = "limited", "unlimited"
CONNECTIONS = 16
REPORTS = 150
CALLS, ROUNDS = 10, 3
BEGIN_SECONDS = 120
NOTE = (
    "what is left beside alone is what refusing costs: 0.1 ms of processor time a call in the service, and 0.3 to 0.4 "
    "ms with the local host around it, which answers Eve in the same process"
)


def run(scale: Scale) -> list[Result]:
    """How long Eve waits beside Anna, and what Anna gets."""
    alone, beside = list[float](), {LIMITED: list[float](), UNLIMITED: list[float]()}
    answers: Counter[int] = Counter()
    with Children(ROOT) as children:
        node = environment.prepare_node(ROOT)
        storage = azurite.start(children, node, ROOT, data=None, with_blobs_and_queues=False)
        tables = storage.connection_string(azurite.SERVICE_ACCOUNT)
        hosts = {limits: _start_host(children, tables, limits) for limits in (UNLIMITED, LIMITED)}
        for number in range(rounds := scale.of(ROUNDS)):
            progress(f"round {number + 1} of {rounds}")
            alone.append(_wait(hosts[LIMITED]))
            for limits, waits in beside.items():
                with _at_full_speed(hosts[limits]) as seen:
                    waits.append(_wait(hosts[limits]))
                if limits == LIMITED:
                    answers += seen
    limited, unlimited = (statistics.median(waits) for waits in beside.values())
    what = "another caller's wait, beside one at full speed"
    return [
        Result(what, limited, beside="without limits", baseline=unlimited, note=NOTE),
        Result(what, limited, beside="alone", baseline=statistics.median(alone)),
        Result(
            "calls at full speed that are refused",
            answers[429],
            "calls",
            beside="let in",
            baseline=answers[200],
            bound=least(1),
        ),
    ]


def _start_host(children: Children, tables: str, limits: str) -> dict[str, str]:
    """A host with these limits: its `url`, and a token for `anna` and `eve`."""
    command = [sys.executable, "-m", "bench.fairness", limits]
    child = children.start(f"{limits} host", command, environ=os.environ | {"BENCH_TABLES": tables})
    described: dict[str, str] = json.loads(child.wait_for_line(r"^ready (.*)$")[1])
    return described


def _wait(host: dict[str, str]) -> float:
    """The median of Eve's waits, in seconds."""
    connection = _connect(host)
    times = [seconds(lambda: _get(connection, "/api/reports", host["eve"], {200})) for _ in range(CALLS)]
    connection.close()
    return statistics.median(times)


def _connect(host: dict[str, str]) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(host["url"]).netloc, timeout=60)


def _get(connection: http.client.HTTPConnection, path: str, token: str, expected: set[int]) -> int:
    connection.request("GET", path, headers={"authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    answer.read()
    if answer.status not in expected:
        raise RuntimeError(f"{path} answered {answer.status}")
    return answer.status


@contextmanager
def _at_full_speed(host: dict[str, str]) -> Iterator[Counter[int]]:
    """Anna at work; how often she got which status, once it is over."""
    context = multiprocessing.get_context("spawn")
    begun, over, told = context.Event(), context.Event(), context.SimpleQueue()
    process = context.Process(target=_hammer, args=(host, begun, over, told), daemon=True)
    seen: Counter[int] = Counter()
    process.start()
    try:
        if not begun.wait(BEGIN_SECONDS):
            raise RuntimeError("the caller at full speed does not get going")
        yield seen
        over.set()
        seen.update(told.get())
        process.join()
    finally:
        process.kill()


def _hammer(host: dict[str, str], begun: Event, over: Event, told: Any) -> None:
    """Be Anna until it is over."""
    seen: Counter[int] = Counter()

    def call() -> None:
        connection = _connect(host)
        while not over.is_set():
            seen[_get(connection, "/api/me/data?limit=200", host["anna"], {200, 429, 503})] += 1
            if seen[200] >= PERSON.burst:
                begun.set()
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.put(seen)


def main(limits: str) -> None:
    """Be a host with these limits, until the parent ends."""
    world = World.on_azurite(
        os.environ["BENCH_TABLES"],
        {"PYTHON_THREADPOOL_THREAD_COUNT": str(THREADS if limits == LIMITED else MANY_THREADS)},
        monotonic=time.monotonic_ns if limits == LIMITED else None,  # a world's own lets time pass with each call
    )
    if limits == UNLIMITED:
        _fill(world)
    server = serve(Functions(build_app(world.services), prefix="api", threads=THREADS), free_ports(1)[0])
    told = {"url": server.url, "anna": world.token(ANNA), "eve": world.token(BEN, OTHER_TENANT_ID)}
    print(f"ready {json.dumps(told)}", flush=True)
    lifetime.wait_for_end(with_parent=True)
    server.close()


def _fill(world: World) -> None:
    """Something for Anna to read."""
    world.register(TENANT_ID)
    world.match(ANNA)
    for number in range(REPORTS):
        body = report_body(START - timedelta(minutes=5 + number), reportId=str(number))
        if world.call("store_report", world.token(ANNA), body).status != 201:
            raise RuntimeError("a report was not stored")


if __name__ == "__main__":
    main(sys.argv[1])
