"""Contact centres to measure against: one that knows everybody and answers at once, and one that is dead.

Started as a program, it is the first, in a process of its own.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.storage import ROOT
from local.machine import lifetime
from local.machine.processes import Children
from local.machine.web import Certificates
from shared.identity.service_tokens import ServiceTokens
from shared.services import ExternalServices
from shared.settings import Settings
from shared.times import Clock
from tests.identity.tls_server import Instance, answering, listening
from tests.support.tokens import Authority
from tests.support.world import NoTokens


class Deployed(ExternalServices):
    """Storage and contact centres as they are deployed; only the authority is not there."""

    def signing_keys(self, url: str) -> bytes:  # noqa: ARG002 - the authority of the tests has one place
        return Authority().key_set()

    def service_tokens(self, settings: Settings, clock: Clock) -> ServiceTokens:  # noqa: ARG002 - needs neither
        return NoTokens()


@contextmanager
def answering_instance(certificates: Certificates) -> Iterator[int]:
    """The port of a contact centre in a process of its own."""
    command = [sys.executable, "-m", "bench.contact_centers", str(certificates.authority.parent), "--end-with-parent"]
    with Children(ROOT) as children:
        yield int(children.start("contact centre", command, environ=os.environ).wait_for_line(r"^ready (\d+)")[1])


@contextmanager
def dead_instance() -> Iterator[int]:
    """The port of one that accepts connections, for the system does that, and never says a word until the end."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        yield int(listener.getsockname()[1])


def main() -> None:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="bench.contact_centers", description=__doc__)
    parser.add_argument("certificates", type=Path)
    lifetime.add_argument(parser)
    arguments = parser.parse_args()
    with listening(Instance(0, answering()), Certificates.below(arguments.certificates)) as instance:
        print(f"ready {instance.port}", flush=True)
        lifetime.wait_for_end(with_parent=arguments.end_with_parent)


if __name__ == "__main__":
    main()
