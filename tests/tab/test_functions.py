"""The tab's route, as a browser meets it."""

from __future__ import annotations

import re

from shared.tab.files import deployed
from tests.support.world import Reply, World

VERSION = deployed().version
MEDIA_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def get(path: str = "") -> Reply:
    return World().call("tab", path={"path": path} if path else {})


def test_the_page_is_html_that_nobody_keeps() -> None:
    reply = get()

    assert (reply.status, reply.headers["cache-control"]) == (200, "no-store")
    assert reply.body.startswith(b"<!doctype html>")
    assert b"{{" not in reply.body


def test_the_page_names_only_files_of_its_version() -> None:
    page = get().body.decode()
    named = re.findall(r'(?:src|href)="/api/tab/([^"]+)"', page)

    assert {f"{VERSION}/style.css", f"{VERSION}/main.js"} <= set(named)
    assert [get(name).status for name in named] == [200] * len(named)


def test_every_asset_is_served_with_its_type_and_kept_for_good() -> None:
    world = World()
    wrong = []
    for name, asset in deployed().assets.items():
        reply = world.call("tab", path={"path": name})
        served = (reply.status, reply.body, reply.headers["cache-control"], asset.media_type)
        media_type = MEDIA_TYPES[name.rpartition(".")[2]]
        if served != (200, asset.body, "public, max-age=31536000, immutable", media_type):
            wrong.append(name)

    assert wrong == []


def test_what_is_not_a_file_of_this_version_is_not_there() -> None:
    world = World()
    paths = [
        "index.html",
        "main.js",
        "/",
        VERSION,
        f"{VERSION}/",
        f"{VERSION}/index.html",
        f"{VERSION}/nobody.js",
        f"{VERSION}/main.js/",
        f"{VERSION}/MAIN.JS",
        f"{VERSION}//main.js",
        f"{VERSION}/./main.js",
        f"{VERSION}/screens/../main.js",
        f"{VERSION}/../functions.py",
        f"{VERSION}/..%2Ffunctions.py",
        f"{VERSION}/screens%2Fconnect.js",
        f"{VERSION}/screens\\connect.js",
        f"{VERSION}/main.js\0",
        "0123456789abcdef/main.js",
        "../functions.py",
        "/etc/passwd",
    ]
    found = {}
    for path in paths:
        reply = world.call("tab", path={"path": path})
        code = reply.code if reply.status == 404 else None
        found[path] = (reply.status, code, reply.headers["cache-control"])

    assert {path: said for path, said in found.items() if said != (404, "not_found", "no-store")} == {}


def test_it_is_there_while_a_setting_is_bad() -> None:
    world = World({"API_CLIENT_ID": "no guid"})

    assert world.call("health").code == "misconfigured"
    assert world.call("tab").status == 200


def test_the_policy_is_exactly_this() -> None:
    assert get().headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self' https://res.cdn.office.net; style-src 'self'; img-src 'self';"
        " connect-src 'self' https://res.cdn.office.net; base-uri 'none'; form-action 'none';"
        " frame-ancestors https://teams.microsoft.com https://*.teams.microsoft.com https://*.cloud.microsoft"
        " https://*.microsoft365.com https://*.office.com https://outlook.office365.com"
    )


def test_the_page_gets_no_device_and_tells_no_address() -> None:
    headers = get().headers

    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(headers["permissions-policy"].split(", "))
    assert all(denied.endswith("=()") for denied in headers["permissions-policy"].split(", "))


def test_nothing_keeps_it_out_of_teams_or_follows_a_person() -> None:
    assert get().headers.keys() & {"x-frame-options", "cross-origin-opener-policy", "set-cookie"} == set()


def test_no_other_answer_may_be_kept() -> None:
    world = World()

    kept = {name for name in world.services.api.operations if world.call(name).headers["cache-control"] != "no-store"}

    assert kept == set()
