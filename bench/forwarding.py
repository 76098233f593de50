"""What the service adds to a forward, and whether one tenant's dead contact centre slows down another's people.

*Share*: a whole `POST identity/forward` through the app (token, rules, records, call to the contact centre over TLS)
by 1, 8 and 32 callers at once, each a person of its own who is already known, in a worker of 32 threads. The floor
beside it is what no service could leave out: the same requests to the same storage and to the same contact centre, by
as many callers, over `http.client` with nothing around them, or with the SDK for storage. Storage is Azurite, the
contact centre answers at once, both in processes of their own. All threads of one Python share one lock: at 32 callers
either side's time is the sum of what 32 of them compute, and a contact centre that takes its time hides more of ours
than this one. An instance may have 8 calls under way, a quarter of the threads: of 32 callers some wait for a turn, and
who has none after half a second is told to try again.

*Dead*: four people of one tenant are forwarded, each 5 times a second, while sixteen callers of another, whose contact
centre accepts connections and never answers, call again as soon as they are refused; with and without these, in turns.
Eight of the sixteen hold the quarter of the threads that an instance may have; the others wait half a second for a
turn, and are told to try later. What these compute meanwhile is what the good callers may notice.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from bench.contact_centers import Deployed, answering_instance, dead_instance
from bench.floor import Floor, bare, by_sdk, recorded
from bench.key_endpoint import trusted_certificates
from bench.measuring import Scale, most, progress
from bench.results import Result, amount
from bench.storage import tables_in_memory
from bench.storms import percentile
from shared.outbound.connections import tls_context
from shared.storage.azure_tables import connect
from tests.support.tokens import TENANT_ID
from tests.support.world import OTHER_TENANT_ID, World

CALLERS = (1, 8, 32)
FORWARDS = 96
"""Of all callers together, in a round."""
THREADS = 32
GOOD, GOOD_EVERY_SECONDS = 4, 0.2
DEAD = 16
SETTLING_SECONDS = 1.0
"""Until those who have a turn wait for the dead one, and the others come and go."""
SLICE_SECONDS = 2.0
HOST: dict[str, Any] = {"contactCenterScope": "api://localhost/.default", "launchHosts": ["localhost"]}

Forward = Callable[[], bool]
"""One forward; whether it was answered as it should."""


def run(scale: Scale) -> list[Result]:
    """Share, then dead."""
    with (
        tables_in_memory() as connection_string,
        trusted_certificates() as certificates,
        answering_instance(certificates) as port,
    ):
        threads = {"PYTHON_THREADPOOL_THREAD_COUNT": str(THREADS)}
        world = World.on_azurite(connection_string, threads, outside=Deployed())
        world.register(contactCenterUrl=f"https://localhost:{port}", **HOST)
        shares = [
            line
            for callers in CALLERS
            for line in _share(world, World.on_azurite(connection_string), port, callers, scale)
        ]
        return [*shares, *_dead(world, scale)]


def _share(world: World, recorder: World, port: int, callers: int, scale: Scale) -> list[Result]:
    each = max(1, FORWARDS // callers)
    ours = [_forward(world, number) for number in range(callers)]
    times: list[list[float]] = [[], [], []]
    refused = 0
    with ExitStack() as open_connections:
        floors = _floors(recorder, port, callers, open_connections)
        _at_once(ours, 1)
        for number in range(scale.of(6)):
            progress(f"forwards by {callers} at once, round {number + 1}")
            for measured, forwards in zip(times, (ours, *floors), strict=True):
                found, failed = _at_once(forwards, each)
                measured.extend(found)
                refused += failed if forwards is ours else 0
    whole, bare_floor, sdk_floor = (median(measured) for measured in times)
    what = f"a forward, {callers} at once"
    note = f"we add {amount(whole - bare_floor, 's')} to the bare requests, of which the SDK {{}}"
    note = note.format(amount(sdk_floor - bare_floor, "s"))
    return [
        Result(what, whole, beside="its requests, bare", baseline=bare_floor, note=note),
        Result(what, whole, beside="its requests by the SDK", baseline=sdk_floor),
        Result(
            f"{what}: told to try again, of {len(times[0])}",
            refused,
            "",
            figure=refused / len(times[0]),
            bound=most(0) if callers <= THREADS // 4 else None,
        ),
    ]


def _floors(
    recorder: World, port: int, callers: int, open_connections: ExitStack
) -> tuple[list[Forward], list[Forward]]:
    """For each caller what is left when all of ours is left out, bare and by the SDK."""
    requests = [recorded(recorder, *_person(number)) for number in range(callers)]
    tls, client = tls_context(), open_connections.enter_context(connect(recorder.services.settings()))
    storage = urlsplit(requests[0][0].url).netloc
    kept = [open_connections.enter_context(closing(HTTPConnection(storage))) for _ in range(callers)]
    return (
        [Floor(own, bare(connection), port, tls).forward for own, connection in zip(requests, kept, strict=True)],
        [Floor(own, by_sdk(client), port, tls).forward for own in requests],
    )


def _dead(world: World, scale: Scale) -> list[Result]:
    good = [_forward(world, number) for number in range(GOOD)]
    alone: list[float] = []
    beside_dead: list[float] = []
    with ThreadPoolExecutor(THREADS, thread_name_prefix="function") as worker:
        for number in range(scale.of(6)):
            progress(f"a dead contact centre, round {number + 1}")
            alone += _paced(worker, good)
            with _callers_of_a_dead_one(world, worker):
                beside_dead += _paced(worker, good)
    beside = "without the other tenant's calls"
    return [
        Result(f"beside a dead contact centre: {what}", of(beside_dead), "s", beside, of(alone), None, bound)
        for what, of, bound in (
            ("median", median, most(1.2)),
            ("99 of 100", lambda values: percentile(values, 0.99), None),
        )
    ]


@contextmanager
def _callers_of_a_dead_one(world: World, worker: ThreadPoolExecutor) -> Iterator[None]:
    """Sixteen callers of the other tenant, each calling again when it is answered; all have come to rest afterwards."""
    over = threading.Event()
    token = world.token(str(uuid.UUID(int=99)), OTHER_TENANT_ID, preferred_username="eve.moor@fabrikam.example")

    answers: list[int] = []

    def call_again_and_again() -> None:
        while not over.is_set():
            answers.append(worker.submit(world.call, "forward_identity", token).result().status)

    callers = [threading.Thread(target=call_again_and_again) for _ in range(DEAD)]
    with dead_instance() as port:
        url = f"https://localhost:{port}"
        world.register(OTHER_TENANT_ID, contactCenterUrl=url, domains=["fabrikam.example"], **HOST)
        for caller in callers:
            caller.start()
        try:
            time.sleep(SETTLING_SECONDS)
            yield
        finally:
            over.set()
    for caller in callers:
        caller.join()
    if set(answers) != {HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT}:  # cut off at the end, refused before
        raise ValueError(f"the other tenant's callers were answered {sorted(set(answers))}")


def _paced(worker: ThreadPoolExecutor, forwards: Sequence[Forward]) -> list[float]:
    """The times of forwards that come at their intervals, from when each should have been served."""
    times: list[float] = []
    until = time.perf_counter() + SLICE_SECONDS

    def come(forward: Forward, due: float) -> None:
        while due < until:
            time.sleep(max(0.0, due - time.perf_counter()))
            if not worker.submit(forward).result():
                raise ValueError("a good caller was refused")
            times.append(time.perf_counter() - due)
            due += GOOD_EVERY_SECONDS

    with ThreadPoolExecutor(len(forwards)) as callers:
        start, apart = time.perf_counter(), GOOD_EVERY_SECONDS / len(forwards)
        coming = [callers.submit(come, forward, start + apart * at) for at, forward in enumerate(forwards)]
    for done in coming:
        done.result()
    return times


def _at_once(forwards: Sequence[Forward], each: int) -> tuple[list[float], int]:
    """The time of each forward, every caller making its own one after another; and how many were refused."""
    refused: list[float] = []

    def one(forward: Forward) -> float:
        began = time.perf_counter()
        is_well = forward()
        took = time.perf_counter() - began
        if not is_well:
            refused.append(took)
        return took

    with ThreadPoolExecutor(len(forwards)) as pool:
        rounds = pool.map(lambda forward: [one(forward) for _ in range(each)], forwards)
        times = [took for taken in rounds for took in taken]
    return times, len(refused)


def _forward(world: World, number: int) -> Forward:
    oid, username = _person(number)
    token = world.token(oid, TENANT_ID, preferred_username=username)
    return lambda: world.call("forward_identity", token).status == HTTPStatus.OK


def _person(number: int) -> tuple[str, str]:
    """An id and a username."""
    return str(uuid.UUID(int=1000 + number)), f"person.{number}@contoso.example"
