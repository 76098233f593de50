"""What may stand in a list of packages, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from local.machine.command_error import CommandError
from local.supply import locking
from local.supply.locked import DEPLOYED_TO, MACHINES, on
from tests.supply.lists import HASH, asked, locked

ROOT = Path(__file__).parents[2]
WINDOWS = next(machine for machine in MACHINES if machine["sys_platform"] == "win32")


def test_a_locked_list_is_read_whole(tmp_path: Path) -> None:
    requests, urllib3 = locked(tmp_path)

    assert (requests.name, requests.version, requests.hashes) == ("requests", "2.34.2", [HASH, "b" * 64])
    assert requests.is_asked_for
    assert urllib3.via == ["requests", "via-else"]
    assert not urllib3.is_asked_for


def test_a_package_for_another_system_is_not_installed_on_this(tmp_path: Path) -> None:
    packages = locked(tmp_path)

    assert [package.name for package in on(DEPLOYED_TO, packages)] == ["requests"]
    assert [package.name for package in on(WINDOWS, packages)] == ["requests", "urllib3"]


def test_names_are_compared_as_the_index_does(tmp_path: Path) -> None:
    assert [package.name for package in asked(tmp_path, "PyJWT==2.15.1\nboolean.py==5.0\n")] == ["pyjwt", "boolean-py"]


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.vendor.example/simple",
        "--extra-index-url https://packages.vendor.example/simple",
        "-r other.txt",
        "requests @ https://packages.vendor.example/requests.whl",
        "git+https://packages.vendor.example/requests.git",
        "requests",
        "requests>=2",
        "requests==2.*",
        "requests==2.34.2,!=2.34.1",
        "requests===2.34.2",
        "requests[socks]==2.34.2",
    ],
)
def test_what_is_no_package_in_one_version_is_refused(line: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^requirements\.in: .* is no package"):
        asked(tmp_path, f"{line}\n")
    with pytest.raises(CommandError, match=r"^requirements\.txt: .* is no package"):
        locked(tmp_path, f"{line}\n")


@pytest.mark.parametrize(
    "line",
    [
        f"    --hash=md5:{HASH[:32]}",
        f"    --hash=sha256:{HASH[:63]}",
        f"    --hash=sha256:{HASH}0",
        f"    --hash=sha256:{HASH} --hash=sha256:{HASH}",
        "    --config-settings=x=y",
    ],
)
def test_what_is_no_hash_is_refused(line: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="neither a hash nor a comment"):
        locked(tmp_path, f"requests==2.34.2 \\\n{line}\n")


def test_the_functions_run_on_the_python_that_the_template_names() -> None:
    template = (ROOT / "infra" / "modules" / "app.bicep").read_text(encoding="utf-8")
    [runtime] = re.findall(r"name: 'python'\n +version: '([\d.]+)'", template)

    assert DEPLOYED_TO["python_version"] == runtime
    assert DEPLOYED_TO["sys_platform"] == "linux"


def test_the_folder_has_no_other_list() -> None:
    known = {name for lists in locking.ALL for name in (lists.asked, lists.locked)}

    assert {path.name for path in ROOT.glob("requirements*")} == known
