"""The people of the simulation's tenants, all made up."""

from __future__ import annotations

from dataclasses import dataclass

_LETTERS = str.maketrans("0123456789", "abcdefghij")


@dataclass
class Person:
    """Somebody of a tenant. `username` is what the directory says now, which the service learns from tokens only."""

    tenant: str
    oid: str
    username: str

    @property
    def key(self) -> tuple[str, str]:
        return self.tenant, self.oid

    @property
    def name(self) -> str:
        """In letters, and nobody else's."""
        return f"Person {self.oid[-12:].translate(_LETTERS)}"


def make_people(tenants: int, each: int) -> dict[str, list[Person]]:
    """The people of each tenant; the first of each is its officer."""
    people: dict[str, list[Person]] = {}
    for number in range(1, tenants + 1):
        tenant = f"7e7a0000-0000-4000-8000-{number:012d}"
        people[tenant] = [
            Person(tenant, f"ac700000-0000-4000-8000-{number:06d}{one:06d}", f"person{one}@{domain(tenant)}")
            for one in range(each + 1)
        ]
    return people


def domain(tenant: str) -> str:
    return f"t{int(tenant[-12:])}.example"
