"""docs/operations.md: what it points to, computes and has people paste is right."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from shared.http.bodies import validate
from shared.http.rate_limits import MIN_AT_ONCE, PERSON, SECOND, TENANT
from shared.tenants.model import Contract
from tests.support.every import failing

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
WITHOUT_CODE = re.sub(r"^ *```.*?^ *```$", "", GUIDE, flags=re.DOTALL | re.MULTILINE)
HEADINGS = re.findall(r"^#+ (.+)$", WITHOUT_CODE, re.MULTILINE)
SHELL = re.findall(r"^ *```sh\n(.*?)^ *```$", GUIDE, re.DOTALL | re.MULTILINE)


def block(language: str) -> str:
    [found] = re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    return str(found)


def anchor(heading: str) -> str:
    """How GitHub names a heading in links."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_every_heading_that_smoke_points_to_is_there() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "local").rglob("*.py")]
    named = {name for source in sources for name in re.findall(r"'([A-Z][^'{}]+)' in \{GUIDE\}", source)}

    assert len(named) > 5
    assert named <= set(HEADINGS)


def test_every_alert_has_its_section() -> None:
    alerts = (ROOT / "infra" / "modules" / "alerts.bicep").read_text(encoding="utf-8")
    titles = re.findall(r"^ *title: '([^']+)'$", alerts, re.MULTILINE)

    assert len(titles) == alerts.count("    query: '")
    assert set(titles) <= set(HEADINGS)


def test_every_link_within_the_page_leads_somewhere() -> None:
    linked = set(re.findall(r"\]\(#([^)]+)\)", GUIDE))

    assert linked
    assert linked <= {anchor(heading) for heading in HEADINGS}


def test_every_section_that_is_named_is_there() -> None:
    named = re.findall(r"(?<!\*)\*(No [^*]+|A table [^*]+|The role [^*]+)\*(?!\*)", WITHOUT_CODE)

    assert named
    assert set(named) <= set(HEADINGS)


def test_the_costs_are_what_the_arithmetic_gives() -> None:
    computed = subprocess.run([sys.executable, "-c", block("python")], capture_output=True, text=True, check=True)

    assert computed.stdout == block("text")


def test_the_limits_are_those_of_the_code() -> None:
    guide = " ".join(GUIDE.split())

    assert f"{PERSON.burst} calls at once and {SECOND // PERSON.interval} a second" in guide
    assert f"all people of a tenant together {TENANT.burst} at once and {SECOND // TENANT.interval} a second" in guide
    assert MIN_AT_ONCE == 8
    assert "with eight under way at a time" in guide


def test_the_first_tenants_contract_is_one() -> None:
    body = re.search(r"-d '(\{.*?\})'", GUIDE, re.DOTALL)

    assert body is not None
    assert validate(Contract, json.loads(body[1])).name == "Contoso"


def test_the_commands_are_shell() -> None:
    def check(commands: str) -> None:
        pasted = re.sub(r"<[a-z][a-zA-Z ]*>", "placeholder", commands)

        checked = subprocess.run(["bash", "-n"], input=pasted, capture_output=True, text=True, check=False)

        assert (checked.returncode, checked.stderr) == (0, "")

    assert failing(check, SHELL) == []
