#!/usr/bin/env python3
"""Run, test and check the service on this machine; `python3 dev.py --help` lists the commands.

Standard library only: what is missing is installed on the first start, into `.venv` and `node_modules`.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have an older one
    sys.exit("dev.py needs Python 3.11 or later; this is {}.{}.{} ({}).".format(*sys.version_info[:3], sys.executable))

import argparse
import os
from pathlib import Path

from local.commands import bench as benchmarks
from local.commands import check as checks
from local.commands import package as teams_package
from local.commands import run as service
from local.commands import test as testing
from local.commands import token as sign_in
from local.commands import verify_evidence as evidence
from local.machine import environment
from local.machine.command_error import CommandError
from local.machine.processes import end_on_signals
from local.machine.run_files import Files
from local.smoke import command as smoke
from local.supply import locking

ROOT = Path(__file__).resolve().parent
DEFAULT_PORT = 7071


def main(arguments: list[str]) -> int:
    """Do what the command line says; the exit code comes back."""
    end_on_signals()
    try:
        return _dispatch(arguments)
    except CommandError as failure:
        environment.say(str(failure))
        return 1


def _dispatch(arguments: list[str]) -> int:
    if arguments[:1] == ["test"]:  # everything that follows is pytest's, options included
        return testing.run(ROOT, arguments[1:])
    if arguments[:1] == ["bench"]:
        return benchmarks.run(ROOT, arguments[1:])
    chosen = _parser().parse_args(arguments)
    if chosen.command == "run":
        data = chosen.data.resolve() if chosen.data else None
        service.run(ROOT, service.Options(port=chosen.port, data=data, host=chosen.host))
    elif chosen.command == "check":
        programs = checks.Programs(environment.prepare_python(ROOT), environment.prepare_node(ROOT))
        return checks.run(ROOT, programs)
    elif chosen.command == "verify-evidence":
        _verify_evidence(chosen)
    elif chosen.command == "smoke":
        target = smoke.Target(smoke.address(chosen.url), os.environ.get("ACCESS_TOKEN") or None, chosen.wait)
        return smoke.run(target, smoke.read_expected(ROOT, environment.prepare_python(ROOT)))
    elif chosen.command == "package":
        print(teams_package.write(ROOT, chosen.host, chosen.client_id, chosen.output))
    elif chosen.command == "lock":
        locking.run(ROOT, upgrade=chosen.upgrade)
    elif chosen.command == "sbom":
        return environment.run_module(ROOT, "local.supply.sbom")
    elif chosen.command == "token":
        print(sign_in.token(Files(ROOT / ".dev", chosen.port), chosen.name))
    return 0


def _verify_evidence(chosen: argparse.Namespace) -> None:
    if chosen.url is None:
        token = sign_in.token(Files(ROOT / ".dev", chosen.port), "otto")
        print(evidence.verify(f"http://127.0.0.1:{chosen.port}", token, chosen.head))
    elif "ACCESS_TOKEN" in os.environ:
        print(evidence.verify(chosen.url.rstrip("/"), os.environ["ACCESS_TOKEN"], chosen.head))
    else:
        raise CommandError("Put an operator's access token into ACCESS_TOKEN (az account get-access-token gives one).")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    run = commands.add_parser("run", help="run the whole service until Ctrl-C")
    _add_port(run)
    run.add_argument("--data", type=Path, metavar="DIR", help="keep the tables in DIR (default: in memory)")
    run.add_argument("--host", choices=service.HOSTS, help="default: func where it is installed, else local")

    commands.add_parser("test", help="run the tests; everything that follows goes to pytest")
    commands.add_parser("bench", help="measure the service beside its baselines; `bench --help` says how")
    commands.add_parser("check", help="format, lint, types and what else can be checked without running the service")

    get_token = commands.add_parser("token", help="print an access token for a demo person of the running service")
    get_token.add_argument("name", help="anna, ben, dora, nora, gus, eve, mallory or otto")
    _add_port(get_token)

    verify = commands.add_parser("verify-evidence", help="check the chain of the evidence of deletion")
    verify.add_argument("--head", metavar="HASH", help="the newest hash that a run's log event carried")
    verify.add_argument(
        "--url", help="a deployed service, read with the token in ACCESS_TOKEN (default: the local one)"
    )
    _add_port(verify)

    look = commands.add_parser("smoke", help="after a deployment: is all of this checkout there, and does it answer?")
    look.add_argument("url", help="of the service; with an operator's token in ACCESS_TOKEN the timer is looked at too")
    look.add_argument(
        "--wait", type=float, default=smoke.WAIT_SECONDS, metavar="SECONDS", help="how long it may take to start"
    )

    package = commands.add_parser("package", help="make the zip that a Teams administrator uploads")
    package.add_argument("--host", required=True, help="the name under which the service answers: cc.vendor.example")
    package.add_argument("--client-id", required=True, metavar="ID", help="of the app registration")
    package.add_argument("--output", type=Path, metavar="FILE", help="default: .dev/teams/<host>.zip")

    lock = commands.add_parser(
        "lock", help="make the locked lists of packages (requirements*.txt) out of the .in files"
    )
    lock.add_argument("--upgrade", action="store_true", help="take what no .in file pins as new as there is")

    commands.add_parser("sbom", help="print the bill of materials of what is deployed (CycloneDX, JSON)")
    return parser


def _add_port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, metavar="N", help=f"default: {DEFAULT_PORT}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
