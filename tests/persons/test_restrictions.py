from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from shared.persons.restrictions import Ground, Restriction, Restrictions
from shared.problems import ProcessingRestricted
from tests.support.tokens import TENANT_ID
from tests.support.world import ANNA, BEN, OTHER_TENANT_ID, START, World

LAST_DAY = date(2027, 6, 30)


def restriction(ground: Ground = "accuracy", oid: str = ANNA, **members: Any) -> Restriction:
    return Restriction(TENANT_ID, oid, ground, START, **members)


@pytest.fixture
def restrictions(world: World) -> Restrictions:
    return world.services.restrictions()


def test_what_was_put_is_found_as_it_was(restrictions: Restrictions) -> None:
    whole = restriction("claims", until=LAST_DAY, statement="A suit is under way.")

    restrictions.put(whole)
    restrictions.put(restriction(oid=BEN))

    assert restrictions.find_restriction(TENANT_ID, ANNA, START) == whole
    assert restrictions.find_restriction(TENANT_ID, BEN, START) == restriction(oid=BEN)
    assert list(restrictions.all()) == [whole, restriction(oid=BEN)]


def test_nothing_is_found_before_the_first_restriction_of_all(restrictions: Restrictions) -> None:
    assert restrictions.find_restriction(TENANT_ID, ANNA, START) is None
    assert restrictions.hidden_people(TENANT_ID, START) == frozenset()
    assert list(restrictions.all()) == []
    assert restrictions.remove(TENANT_ID, ANNA) is False


def test_another_tenants_person_of_the_same_id_is_another_person(restrictions: Restrictions) -> None:
    restrictions.put(restriction())

    assert restrictions.find_restriction(OTHER_TENANT_ID, ANNA, START) is None
    assert restrictions.hidden_people(OTHER_TENANT_ID, START) == frozenset()


def test_a_last_day_counts_in_full(restrictions: Restrictions) -> None:
    restrictions.put(restriction("unlawful", until=LAST_DAY))

    assert restrictions.find_restriction(TENANT_ID, ANNA, datetime.fromisoformat("2027-06-30T23:59:59Z")) is not None
    assert restrictions.find_restriction(TENANT_ID, ANNA, datetime.fromisoformat("2027-07-01T00:00:00Z")) is None


@pytest.mark.parametrize("ground", ["accuracy", "objection"])
@pytest.mark.clause("R10.18")
def test_without_a_last_day_it_never_ends_by_itself(restrictions: Restrictions, ground: Ground) -> None:
    restrictions.put(restriction(ground))

    with pytest.raises(ProcessingRestricted):
        restrictions.refuse_restricted(TENANT_ID, ANNA, START + timedelta(days=3650))


def test_the_refusal_tells_ground_and_last_day(restrictions: Restrictions) -> None:
    restrictions.put(restriction("claims", until=LAST_DAY))

    with pytest.raises(ProcessingRestricted) as refused:
        restrictions.refuse_restricted(TENANT_ID, ANNA, START)

    assert refused.value.members == {"ground": "claims", "until": "2027-06-30"}


def test_who_is_hidden_from_others(restrictions: Restrictions) -> None:
    later, after = START + timedelta(days=300), START + timedelta(days=400)
    restrictions.put(restriction("objection", "o-1"))
    restrictions.put(restriction("claims", "o-2", until=LAST_DAY))
    restrictions.put(restriction("consent", "o-3"))

    assert restrictions.hidden_people(TENANT_ID, START) == {"o-1", "o-2"}
    assert restrictions.hidden_people(TENANT_ID, later) == restrictions.hidden_people(TENANT_ID, after) == {"o-1"}


@pytest.mark.clause("R10.21")
def test_withdrawn_consent_stops_nothing_else(restrictions: Restrictions) -> None:
    restrictions.put(restriction("consent"))

    restrictions.refuse_restricted(TENANT_ID, ANNA, START)

    assert restrictions.has_withdrawn_consent(TENANT_ID, ANNA, START)
    assert not restrictions.has_withdrawn_consent(TENANT_ID, BEN, START)


@pytest.mark.parametrize(
    ("ground", "age", "is_undecided"),
    [
        ("accuracy", timedelta(days=30), True),
        ("objection", timedelta(days=30), True),
        ("objection", timedelta(days=30, seconds=-1), False),
        ("consent", timedelta(days=300), False),
        ("claims", timedelta(days=30), False),
    ],
)
def test_what_an_officer_should_have_decided(ground: Ground, age: timedelta, is_undecided: bool) -> None:
    assert restriction(ground).is_undecided(START + age) is is_undecided


def test_a_removed_restriction_is_gone(restrictions: Restrictions) -> None:
    restrictions.put(restriction())

    assert restrictions.remove(TENANT_ID, ANNA) is True
    assert restrictions.find_restriction(TENANT_ID, ANNA, START) is None
