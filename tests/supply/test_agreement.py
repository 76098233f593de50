"""What the step of `dev.py check` finds in lists that do not fit each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from local.supply import agreement, locking
from local.supply.agreement import complaints, disagreements, npm_complaints
from tests.supply.lists import ASKED, HASH, LOCKED, asked, locked

ROOT = Path(__file__).parents[2]
SHA512 = "sha512-" + "A" * 86 + "=="


def test_the_lists_of_this_checkout_fit(capsys: pytest.CaptureFixture[str]) -> None:
    assert agreement.main() == 0
    assert capsys.readouterr().out.startswith("The locked lists, package-lock.json and docs/dependencies.md fit")


def test_lists_that_fit_are_fine(tmp_path: Path) -> None:
    assert list(complaints(asked(tmp_path), locked(tmp_path))) == []


@pytest.mark.parametrize(
    ("wanted", "made", "sentence"),
    [
        ("requests==2.34.3\n", LOCKED, "requests is not locked as it is asked for, 2.34.3, on Python 3.11 for linux"),
        (f"{ASKED}idna==3.20\n", LOCKED, "idna is not locked as it is asked for, 3.20, on Python 3.11 for linux"),
        (
            f'{ASKED}idna==3.20; python_version >= "3.13"\n',
            f"{LOCKED}idna==3.20 ; python_full_version >= '3.14'\\\n    --hash=sha256:{HASH}\n",
            "idna is not locked as it is asked for, 3.20, on Python 3.13 for linux",
        ),
        (ASKED, f"{LOCKED}evil==1.0 \\\n    --hash=sha256:{HASH}\n", "evil is locked and nobody asks for it on Python"),
        (
            ASKED,
            f"{LOCKED}evil==1.0 \\\n    --hash=sha256:{HASH}\n    # via evil\n",
            "evil is locked and nobody asks for it on Python",
        ),
        (ASKED, f"{LOCKED}requests==2.34.1 \\\n    --hash=sha256:{HASH}\n", "requests is locked in 2 versions on"),
        (ASKED, "requests==2.34.2\n    # via -r requirements.in\n", "requests==2.34.2 has no hash"),
    ],
    ids=["other version", "missing", "other marker", "unasked", "asks for itself", "twice", "no hash"],
)
def test_what_does_not_fit_is_told(wanted: str, made: str, sentence: str, tmp_path: Path) -> None:
    told = list(complaints(asked(tmp_path, wanted), locked(tmp_path, made)))

    assert [one for one in told if one.startswith(sentence)] != []


@pytest.mark.parametrize(("old", "new"), [("2.34.2", "2.34.1"), (HASH, "d" * 64)], ids=["version", "file"])
def test_two_lists_of_one_environment_have_the_same_files(old: str, new: str, tmp_path: Path) -> None:
    first, second = locked(tmp_path), locked(tmp_path, LOCKED.replace(old, new))

    assert list(disagreements(first, first)) == []
    assert any("are not the same files" in sentence for sentence in disagreements(first, second))


def npm(folder: Path, *, wanted: str = "1.0.0", own: str = "1.0.0", **package: Any) -> list[str]:
    """What is told of a lock of one package, given as the lock has it."""
    (folder / "package.json").write_text(json.dumps({"devDependencies": {"left": wanted}}))
    places = {"": {"devDependencies": {"left": own}}, "node_modules/left": {"version": "1.0.0"} | package}
    (folder / "package-lock.json").write_text(json.dumps({"packages": places}))
    return list(npm_complaints(folder))


def test_a_whole_lock_of_npm_is_fine(tmp_path: Path) -> None:
    assert npm(tmp_path, integrity=SHA512) == []
    assert npm(tmp_path, integrity=SHA512, resolved="https://registry.npmjs.org/left/-/left-1.0.0.tgz") == []


def test_what_is_wrong_in_a_lock_of_npm_is_told(tmp_path: Path) -> None:
    no_hash = ["node_modules/left has no hash"]

    assert npm(tmp_path) == no_hash
    assert npm(tmp_path, integrity="sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=") == no_hash
    assert npm(tmp_path, integrity=SHA512[7:]) == no_hash
    assert npm(tmp_path, integrity="sha512-AAAA") == no_hash
    assert npm(tmp_path, integrity=SHA512, resolved="https://packages.vendor.example/left.tgz") == [
        "node_modules/left does not come from npm's registry"
    ]
    assert npm(tmp_path, integrity=SHA512, wanted="1.0.1") == [
        "package-lock.json was made for other devDependencies than package.json has",
        "left is not locked as it is asked for, 1.0.1",
    ]


def test_everything_that_is_wrong_is_said_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [name for lists in locking.ALL for name in (lists.asked, lists.locked)]
    (tmp_path / "docs").mkdir()
    for name in (*names, "package.json", "package-lock.json", "docs/dependencies.md"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    path = tmp_path / locking.DEPLOYED.asked
    path.write_text(path.read_text(encoding="utf-8").replace("msal==1.39.0", "msal==1.38.0"), encoding="utf-8")
    monkeypatch.setattr(agreement, "ROOT", tmp_path)

    assert agreement.main() == 1

    said = capsys.readouterr().out
    assert "requirements.txt: msal is not locked as it is asked for, 1.38.0" in said
    assert said.endswith("`python3 dev.py lock` makes the lists anew; docs/dependencies.md is for people to write.\n")
