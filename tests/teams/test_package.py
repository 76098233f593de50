"""The app package, as `dev.py package` makes it and Microsoft's own schemas judge it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

import dev
from local.commands import package as teams_package
from local.machine.command_error import CommandError
from tests.support.node import Node

ROOT = Path(__file__).parents[2]
HOST = "cc.vendor.example"
CLIENT_ID = "2c9a7e51-6d0b-4f83-9a24-c1d5e8f7b360"


FAULTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "unknown": ("manifest.json", {"attention": True}, "additional properties"),
    "too long": ("manifest.json", {"name": {"short": "A name of more than thirty characters"}}, "/name/short"),
    "too long in German": ("de.json", {"name.short": "Ein Name von mehr als dreißig Zeichen"}, "de.json: /name.short"),
}
"""The file, what is changed in it, and what Microsoft's schemas say of that."""


def unpack(directory: Path) -> Path:
    """Make a package; the folder of its unpacked files comes back."""
    teams_package.write(ROOT, HOST, CLIENT_ID, directory / "app.zip")
    with zipfile.ZipFile(directory / "app.zip") as package:
        package.extractall(directory / "files")
    return directory / "files"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The package's files, unpacked."""
    return unpack(tmp_path)


@pytest.fixture(scope="module")
def verdicts(node: Node, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What Microsoft's schemas find wrong in the package, and in one with each of FAULTS.

    One process judges them all: it takes seconds to load the schemas.
    """
    folders = {name: unpack(tmp_path_factory.mktemp("package")) for name in ("unchanged", *FAULTS)}
    for name, (file, members, _) in FAULTS.items():
        change(folders[name], file, members)
    wrong = node.answer(Path(__file__).with_name("validate.mjs"), *folders.values())
    return {name: wrong[str(folder)] for name, folder in folders.items()}


def read(folder: Path, name: str = "manifest.json") -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return content


def change(folder: Path, name: str, members: dict[str, Any]) -> None:
    (folder / name).write_text(json.dumps(read(folder, name) | members), encoding="utf-8")


def test_microsofts_schemas_find_nothing_wrong(verdicts: dict[str, list[str]]) -> None:
    assert verdicts["unchanged"] == []


def test_microsofts_schemas_find_what_is_wrong(verdicts: dict[str, list[str]]) -> None:
    assert [name for name, (_, _, said) in FAULTS.items() if said not in "\n".join(verdicts[name])] == []


def test_content_sign_in_and_domains_are_of_one_host(folder: Path) -> None:
    manifest = read(folder)
    [tab] = manifest["staticTabs"]

    assert tab["contentUrl"] == f"https://{HOST}/api/tab/"
    assert tab["scopes"] == ["personal"]
    assert manifest["validDomains"] == [HOST]
    assert manifest["webApplicationInfo"] == {"id": CLIENT_ID, "resource": f"api://{HOST}/{CLIENT_ID}"}
    hosts = set(re.findall(r"https://([^/\"]+)", json.dumps(manifest)))
    assert hosts == {HOST, "developer.microsoft.com"}, "the second is that of the schema"


@pytest.mark.clause("R1")
def test_the_notice_is_linked_before_anybody_installs_it(folder: Path) -> None:
    assert read(folder)["developer"]["privacyUrl"] == f"https://{HOST}/api/notice"


def test_no_more_is_asked_for_than_the_tab_needs(folder: Path) -> None:
    asked = {"permissions", "devicePermissions", "authorization", "bots", "composeExtensions"}

    assert asked & read(folder).keys() == set()


def test_german_has_all_that_people_read(folder: Path) -> None:
    manifest, german = read(folder), read(folder, "de.json")
    texts = {f"{part}.{size}" for part in ("name", "description") for size in manifest[part]}
    tabs = {f"staticTabs[{position}].name" for position in range(len(manifest["staticTabs"]))}

    assert german.keys() - {"$schema"} == texts | tabs
    assert f"/v{manifest['manifestVersion']}/" in german["$schema"]
    assert f"/v{manifest['manifestVersion']}/" in manifest["$schema"]


def test_the_package_is_flat_and_whole(tmp_path: Path) -> None:
    teams_package.write(ROOT, HOST, CLIENT_ID, tmp_path / "app.zip")

    with zipfile.ZipFile(tmp_path / "app.zip") as package:
        assert package.namelist() == ["manifest.json", "de.json", "color.png", "outline.png"]
        assert package.testzip() is None
        assert b"{{" not in package.read("manifest.json")


def test_the_same_arguments_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.zip", "other.zip"):
        teams_package.write(ROOT, HOST, CLIENT_ID, tmp_path / name)

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_every_environment_is_an_app_of_its_own() -> None:
    ids = {
        teams_package.app_id(HOST, CLIENT_ID),
        teams_package.app_id("test.vendor.example", CLIENT_ID),
        teams_package.app_id(HOST, "00000000-0000-4000-8000-000000000001"),
    }

    assert len(ids) == 3
    assert teams_package.app_id(HOST, CLIENT_ID) == "bf33ca92-40d5-5d05-8c42-b7118d75a84b", (
        "an id that changes is another app to Teams"
    )


def test_letters_of_host_and_id_may_be_upper_case(tmp_path: Path) -> None:
    teams_package.write(ROOT, HOST, CLIENT_ID, tmp_path / "lower.zip")
    teams_package.write(ROOT, HOST.upper(), CLIENT_ID.upper(), tmp_path / "upper.zip")

    assert (tmp_path / "lower.zip").read_bytes() == (tmp_path / "upper.zip").read_bytes()


def test_what_is_no_host_is_refused(tmp_path: Path) -> None:
    hosts = ["", "localhost", "127.0.0.1", "[::1]", "https://cc.vendor.example", "cc.vendor.example/"]
    hosts += ["cc.vendor.example:8", "*.vendor.example", "cc..example", "cc.vendor.example.", "-cc.vendor.example"]
    hosts += ["kontakt-für.example", 'a".b']
    sentence = "--host is the name alone under which the service answers"

    assert [host for host in hosts if not said(tmp_path, host, CLIENT_ID).startswith(sentence)] == []
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_client_id_is_refused(tmp_path: Path) -> None:
    ids = ["", "contact-centre", CLIENT_ID[:-1], CLIENT_ID.replace("-", ""), f"{{{CLIENT_ID}}}"]
    sentence = "--client-id is the client id of the app registration"

    assert [each for each in ids if not said(tmp_path, HOST, each).startswith(sentence)] == []
    assert list(tmp_path.iterdir()) == []


def said(directory: Path, host: str, client_id: str) -> str:
    """The sentence that refuses to make a package; empty when one is made."""
    try:
        teams_package.write(ROOT, host, client_id, directory / "app.zip")
    except CommandError as failure:
        return str(failure)
    return ""


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^Cannot write .*: Is a directory\.$"):
        teams_package.write(ROOT, HOST, CLIENT_ID, tmp_path)


def test_the_command_says_where_it_is_and_what_is_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "made" / "app.zip"

    assert dev.main(["package", "--host", HOST, "--client-id", CLIENT_ID, "--output", str(output)]) == 0

    said = capsys.readouterr().out
    assert said.splitlines()[0] == str(output)
    assert "Upload it in the Teams admin center" in said
    assert zipfile.is_zipfile(output)
