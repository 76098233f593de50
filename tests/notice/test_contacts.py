"""Whom to turn to, and where to complain: in every answer about a right (R2, R3, R10.c)."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from shared.http.bodies import validate
from shared.notice.contacts import contacts
from shared.rights.model import ContactAnswer
from shared.settings import Contact, Settings
from tests.support.world import World


@pytest.mark.clause("R2", "R3")
def test_the_controller_and_the_officer_are_those_of_the_settings(settings: Settings) -> None:
    changed = replace(
        settings,
        controller=Contact("Contoso", "1 Some Street", "office@contoso.example"),
        data_protection_officer=Contact("Dora Klein", "2 Some Street", "dpo@contoso.example"),
    )
    assert contacts(changed)[:2] == [
        {"role": "controller", "name": "Contoso", "address": "1 Some Street", "contact": "office@contoso.example"},
        {
            "role": "data_protection_officer",
            "name": "Dora Klein",
            "address": "2 Some Street",
            "contact": "dpo@contoso.example",
        },
    ]


@pytest.mark.clause("R10.c")
def test_the_authority_to_complain_to_is_that_of_the_notice(world: World, settings: Settings) -> None:
    notice = world.call("read_notice", query={"language": "en"}).json

    authority = contacts(settings)[2]

    assert authority == {"role": "supervisory_authority", **notice["supervisoryAuthority"]}
    assert all(authority.values())


def test_every_contact_is_as_the_contract_says(settings: Settings) -> None:
    for contact in contacts(settings):
        validate(ContactAnswer, contact)


def test_the_contacts_do_not_make_a_cold_start_import_what_reads_bodies() -> None:
    program = "import sys, shared.notice.contacts; sys.exit('pydantic' in sys.modules)"

    run = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False)

    assert run.returncode == 0
