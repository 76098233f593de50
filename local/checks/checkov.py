"""checkov over infra/, a step of `dev.py check`.

checkov leaves out a file that it cannot parse and still ends well. So its report is held against the files themselves:
every resource that they declare must be in it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from local.machine import environment
from local.machine.command_error import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The list names every package, those that packages ask for included, and one of them on purpose in another version.
PACKAGES = environment.Packages(".venv-infra", ("requirements-infra.txt",), ("--no-deps",))
ROOT = Path(__file__).resolve().parents[2]

_RESOURCE = re.compile(r"^[ \t]*resource[ \t]+(\w+)[ \t]+'[^']+'[ \t]*(existing\b)?", re.MULTILINE)
_COMPONENT = re.compile(r"pkg:bicep/[^/]+/(?P<file>.+\.bicep)/.+\.(?P<symbol>\w+)@.*")
# A developer's own account or configuration of checkov must not upload our files or change what is checked.
_FOREIGN = ("BC_", "CHECKOV_", "CKV_", "PRISMA_")
_NO_REASON = "No comment provided"


def run(python: Path, root: Path) -> tuple[list[dict[str, Any]], set[tuple[str, str]]]:
    """What checkov reports of infra/ below `root`, one report a framework, and the (file, resource) pairs it has seen.

    Raises:
        Failure: checkov did not finish.
    """
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
        found = subprocess.run(
            [
                str(python), "-m", "checkov.main", "--directory", "infra", "--framework", "bicep", "secrets",
                "--output", "json", "--output", "cyclonedx_json", "--output-file-path", folder,
                "--compact", "--skip-download",
            ],
            cwd=root, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False,
            # Nothing is asked of the network, and nothing read from or written to the developer's home.
            env=kept | {"CKV_SKIP_PACKAGE_UPDATE_CHECK": "true", "HOME": folder, "USERPROFILE": folder},
        )  # fmt: skip
        try:
            reports = json.loads((Path(folder) / "results_json.json").read_text(encoding="utf-8"))
            components = json.loads((Path(folder) / "results_cyclonedx.json").read_text(encoding="utf-8"))["components"]
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"checkov did not finish ({found.returncode}):\n{found.stderr}") from error
    matches = [_COMPONENT.fullmatch(component.get("purl", "")) for component in components]
    return (
        reports if isinstance(reports, list) else [reports],
        {(match["file"], match["symbol"]) for match in matches if match},
    )


def declared(root: Path) -> set[tuple[str, str]]:
    """The (file, resource) pairs that the Bicep files deploy, found without any parser."""
    return {
        (path.relative_to(root).as_posix(), match[1])
        for path in (root / "infra").rglob("*.bicep")
        for match in _RESOURCE.finditer(path.read_text(encoding="utf-8"))
        if match[2] is None
    }


def findings(
    reports: Sequence[Mapping[str, Any]], seen: set[tuple[str, str]], expected: set[tuple[str, str]]
) -> list[str]:
    """A sentence for each thing that is wrong: a failed check, one skipped without a reason, a file not read whole."""
    sentences = [] if expected else ["infra/ has no resources"]
    for report in reports:
        results = report["results"]
        sentences += [f"{path}: checkov cannot parse it" for path in results["parsing_errors"]]
        sentences += [
            f"{_place(check)}: {check['check_id']} {check['check_name']}" for check in results["failed_checks"]
        ]
        sentences += [
            f"{_place(check)}: {check['check_id']} is skipped without a reason"
            for check in results["skipped_checks"]
            if check["check_result"]["suppress_comment"].strip() in {"", _NO_REASON}
        ]
    sentences += [f"{file}: checkov has not seen the resource {symbol}" for file, symbol in sorted(expected - seen)]
    return sentences


def _place(check: Mapping[str, Any]) -> str:
    return f"infra{check['file_path']}:{check['file_line_range'][0]} {check['resource']}"


def main() -> int:
    """Print what is wrong, or what was checked; 1 when something is wrong."""
    try:
        python = environment.prepare_python(ROOT, PACKAGES)
        reports, seen = run(python, ROOT)
    except CommandError as failure:
        environment.say(str(failure))
        return 1
    expected = declared(ROOT)
    wrong = findings(reports, seen, expected)
    for sentence in wrong:
        print(sentence)
    if not wrong:
        passed, skipped = (sum(report["summary"][kind] for report in reports) for kind in ("passed", "skipped"))
        print(f"{len(expected)} resources: {passed} checks passed, {skipped} skipped with a reason.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
