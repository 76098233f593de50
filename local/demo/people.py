"""The demo people and their tenants. All of them, names and GUIDs, are made up."""

from __future__ import annotations

from dataclasses import dataclass

OPERATOR = "Operator"
DATA_PROTECTION_OFFICER = "DataProtectionOfficer"


@dataclass(frozen=True, slots=True)
class Tenant:
    """An organisation in the stand-in authority. `contracted` says whether the demo data registers it as a customer."""

    tid: str
    name: str
    domain: str
    contracted: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A demo person. `home` is the tenant that a guest signs in from; members of `tenant` have none.

    `about` says who it is in half a sentence, `matched` whether the stand-in contact centre knows the person.
    """

    name: str
    display_name: str
    oid: str
    tenant: Tenant
    username: str
    about: str
    roles: tuple[str, ...] = ()
    home: Tenant | None = None
    matched: bool = True


CONTOSO = Tenant("6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "Contoso", "contoso.example", contracted=True)
FABRIKAM = Tenant("7a2c3d4e-5f6a-4b7c-8d8e-0f1a2b3c4d5e", "Fabrikam", "fabrikam.example", contracted=True)
WOODGROVE = Tenant("8b3d4e5f-6a7b-4c8d-9e9f-1a2b3c4d5e6f", "Woodgrove", "woodgrove.example", contracted=False)
GUEST_HOME = Tenant("9c4e5f6a-7b8c-4d9e-8faf-2b3c4d5e6f7a", "Guest", "guest.example", contracted=False)
VENDOR = Tenant("ad5f6a7b-8c9d-4eaf-9ab0-3c4d5e6f7a8b", "Vendor", "vendor.example", contracted=False)

TENANTS = (CONTOSO, FABRIKAM, WOODGROVE, GUEST_HOME, VENDOR)

PEOPLE = (
    Person(
        "anna",
        "Anna Schmidt",
        "11a1f0c2-3b4d-4c5e-8f60-7a8b9c0d1e2f",
        CONTOSO,
        "anna.schmidt@contoso.example",
        "works at Contoso and has stored reports",
    ),
    Person(
        "ben",
        "Ben Weber",
        "22b2a1d3-4c5e-4d6f-9a71-8b9c0d1e2f3a",
        CONTOSO,
        "ben.weber@contoso.example",
        "works at Contoso and was in Anna's meetings",
    ),
    Person(
        "dora",
        "Dora Klein",
        "33c3b2e4-5d6f-4e70-8b82-9c0d1e2f3a4b",
        CONTOSO,
        "dora.klein@contoso.example",
        "is Contoso's data protection officer",
        roles=(DATA_PROTECTION_OFFICER,),
    ),
    Person(
        "nora",
        "Nora Lang",
        "44d4c3f5-6e70-4f81-9c93-0d1e2f3a4b5c",
        CONTOSO,
        "nora.lang@contoso.example",
        "works at Contoso, unknown to the contact centre",
        matched=False,
    ),
    Person(
        "gus",
        "Gus Brandt",
        "55e5d4a6-7f81-4092-8da4-1e2f3a4b5c6d",
        CONTOSO,
        "gus_guest.example#EXT#@contoso.example",
        "is a guest at Contoso",
        home=GUEST_HOME,
        matched=False,
    ),
    Person(
        "eve",
        "Eve Moreau",
        "66f6e5b7-8092-41a3-9eb5-2f3a4b5c6d7e",
        FABRIKAM,
        "eve.moreau@fabrikam.example",
        "works at Fabrikam, another customer",
    ),
    Person(
        "mallory",
        "Mallory Reed",
        "77a7f6c8-91a3-42b4-8fc6-3a4b5c6d7e8f",
        WOODGROVE,
        "mallory.reed@woodgrove.example",
        "works at Woodgrove, which has no contract",
        matched=False,
    ),
    Person(
        "otto",
        "Otto Berg",
        "88b8a7d9-a2b4-43c5-9ad7-4b5c6d7e8f90",
        VENDOR,
        "otto.berg@vendor.example",
        "is the vendor's operator",
        roles=(OPERATOR,),
        matched=False,
    ),
)


def find(name: str) -> Person | None:
    """The demo person called `name` ("anna"), or None."""
    return next((person for person in PEOPLE if person.name == name), None)
