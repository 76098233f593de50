"""Asks for known vulnerabilities in what is deployed, a step of `dev.py check`. Nothing of npm is deployed.

pip-audit says "no known vulnerabilities" also of a package that its service does not know, as behind a mirror of the
index. So the answer counts only when it speaks of every package, and when the service also knows what is known of a
package that is asked for as a proof and installed nowhere.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local.commands.check import LEFT_OUT
from local.machine import environment
from local.machine.command_error import CommandError
from local.machine.environment import say
from local.supply import locking
from local.supply.locked import deployed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from local.supply.locked import Package

ROOT = Path(__file__).resolve().parents[2]
PROOF = "pyyaml"
"""PyYAML 5.3 runs code that stands in a document (CVE-2020-1747)."""

_PROOF_LINE = "pyyaml==5.3 --hash=sha256:e9f45bd5b92c7974e59bcd2dcc8631a6b6cc380a904725fce7bc08872e691615"
_NO_SERVICE = re.compile(r"ConnectionError|ConnectTimeout|ReadTimeout|ServiceError|HTTPError|vulnerability feed")
_LEFT = "asking for known vulnerabilities in what is deployed IS LEFT to a machine that reaches PyPI's service."
_SECONDS = 300


class NoAnswerError(Exception):
    """The service does not answer, or knows too little for its answer to count; the text says which."""


def ask(command: Sequence[str], packages: Sequence[Package]) -> list[Mapping[str, Any]]:
    """What pip-audit, started as `command`, reports of `packages` and the proof.

    Raises:
        NoAnswerError: its service does not answer.
        Failure: pip-audit fails for another reason.
    """
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "requirements.txt"
        # Without markers: it would judge them by the Python that it runs on.
        lines = [
            " ".join([f"{package.name}=={package.version}", *(f"--hash=sha256:{digest}" for digest in package.hashes)])
            for package in packages
        ]
        listed.write_text("\n".join([*lines, _PROOF_LINE, ""]), encoding="utf-8")
        try:
            found = subprocess.run(
                [
                    *command, "--requirement", str(listed), "--require-hashes", "--disable-pip", "--format", "json",
                    "--vulnerability-service", "pypi", "--progress-spinner", "off",
                    "--cache-dir", str(Path(folder) / "cache"),
                ],
                capture_output=True, encoding="utf-8", errors="replace", check=False, timeout=_SECONDS,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise NoAnswerError(f"PyPI's service does not answer within {_SECONDS} s") from error
    try:
        reported: list[Mapping[str, Any]] = json.loads(found.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError) as error:
        if _NO_SERVICE.search(found.stderr):
            raise NoAnswerError("PyPI's service does not answer") from error
        raise CommandError(f"pip-audit did not finish ({found.returncode}):\n{found.stderr}") from error
    return reported


def findings(reported: Sequence[Mapping[str, Any]], packages: Sequence[Package]) -> list[str]:
    """A sentence for each known vulnerability of `packages`.

    Raises:
        NoAnswerError: nothing was found, and the service knows too little for that to count.
    """
    sentences = list(_vulnerabilities(reported))
    if sentences:
        return sentences
    seen = {one["name"]: one for one in reported if "skip_reason" not in one}
    unknown = [package.name for package in packages if package.name not in seen]
    if unknown:
        raise NoAnswerError(f"PyPI's service says nothing of {len(unknown)} packages, {unknown[0]} the first of them")
    if not seen.get(PROOF, {}).get("vulns"):
        raise NoAnswerError(f"PyPI's service knows of no vulnerability, not even in an old {PROOF}")
    return []


def _vulnerabilities(reported: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in reported:
        for known in one.get("vulns", ()) if one["name"] != PROOF else ():
            names = ", ".join([known["id"], *known.get("aliases", ())])
            mended = ", ".join(known.get("fix_versions", ())) or "no version yet"
            yield f"{one['name']} {one['version']}: {names}; mended in {mended}"


def main(command: Sequence[str] | None = None) -> int:
    """Print what is known against what is deployed; 1 when there is something, LEFT_OUT when nobody can be asked.

    `command` starts pip-audit; by default that of the project's own environment.
    """
    try:
        command = command or [str(environment.prepare_python(ROOT, locking.TOOLS)), "-m", "pip_audit"]
        packages = deployed(ROOT)
        wrong = findings(ask(command, packages), packages)
    except NoAnswerError as reason:
        say(f"{reason}: {_LEFT}")
        return LEFT_OUT
    except CommandError as failure:
        say(str(failure))
        return 1
    for sentence in wrong:
        print(sentence)
    if not wrong:
        print(f"{len(packages)} deployed packages: nothing is known against them. Nothing of npm is deployed.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
