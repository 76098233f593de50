"""Who is who in a file: outsiders, usernames, telephones, and names that look like something else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.imports.csv_words import without_marks
from shared.problems import CsvUnreadable
from tests.support.csv_files import (
    AMERICAN,
    ANNA,
    BEN,
    LATER,
    Cells,
    Visitor,
    attendee,
    moment,
    numbered,
    only,
    participant,
    read,
    with_participants,
)


@pytest.mark.parametrize(
    "mark",
    ["External", "Guest", "Unverified", "Extern", "Gast", "Nicht überprüft", "Externe", "Invité", "Non vérifié",
     "Externo", "Invitado", "Sin comprobar", "Convidado", "Não verificado", "Esterno", "Ospite"],
)  # fmt: skip
def test_an_outsider_has_no_username_and_no_mark(mark: str) -> None:
    outsider = Visitor("Doe, Jane", "jane@fabrikam.example", mark=mark, joined=LATER)

    _, found = only("Anna Schmidt", "Doe, Jane", rows=numbered([ANNA, outsider]))

    assert found["username"] is None


def test_several_marks_go_whatever_space_is_between_them() -> None:
    assert without_marks("Jane Doe  (Guest)   (External) ") == ("Jane Doe", True)
    assert without_marks("Jane (Doe)   (External)") == ("Jane (Doe)", True)


def test_a_guest_s_account_has_no_username() -> None:
    guest = Visitor("Jane Doe", "jane_fabrikam.example#EXT#@contoso.example", joined=LATER)

    assert only("Anna Schmidt", "Jane Doe", rows=numbered([ANNA, guest]))[1]["username"] is None


def test_names_may_be_addresses_and_roles() -> None:
    odd = [Visitor("cleo@fabrikam.example", joined=LATER), Visitor("Organizer", joined=LATER + timedelta(minutes=1))]

    assert read(numbered([ANNA, BEN, *odd])).report["attendees"] == [attendee(each) for each in (ANNA, BEN, *odd)]
    only("cleo@fabrikam.example", rows=numbered([odd[0]]))


def test_no_more_than_three_marks_are_taken_off() -> None:
    only("Ada (Guest)", rows=numbered([Visitor("Ada (Guest) (Guest) (External) (Unverified)")]))


def test_what_else_stands_in_brackets_is_part_of_the_name() -> None:
    only("Pat Kim (Sales)", rows=numbered([Visitor("Pat Kim (Sales)", mark="External")]))


def test_the_username_is_the_principal_name_before_the_address_in_lower_case() -> None:
    rows = with_participants(
        [("Ben Moor", moment(1), moment(2), "1m", "b.moor@contoso.example", "BEN@contoso.example", "Presenter")]
    )

    assert only("Anna Schmidt", "Ben Moor", rows=rows)[1]["username"] == "ben@contoso.example"


@pytest.mark.parametrize(
    "labels",
    [("Email", "Participant ID (UPN)"), ("Aba", "Abe"), ("Participant ID (UPN)", "Email")],
    ids=["as Teams has it", "in nobody's language", "the other way round"],
)
def test_the_principal_name_is_known_by_its_label_or_comes_second(labels: Cells) -> None:
    addresses = {"Email": "b.moor@contoso.example", "Aba": "b.moor@contoso.example"}
    cells = [addresses.get(label, "ben@contoso.example") for label in labels]
    rows = [("Name", "Join", "Leave", "Duration", *labels), ("Ben Moor", moment(1), moment(2), "1m", *cells)]

    assert only("Ben Moor", rows=rows)[0]["username"] == "ben@contoso.example"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (" 15550100123 (Unverified)", "15550100123"),
        ("+49 6221 000042", "+49 6221 000042"),
        ("+1 (555) 010-0123", "+1 (555) 010-0123"),
        ("+1 555\u2011010\u20110123", "+1 555-010-0123"),
        ("+1 555-***-**23", "+1 555--23"),
        ("+1 555 XXX XX23", "+1 555 23"),
    ],
)
def test_a_number_that_stands_as_a_name_is_a_telephone(written: str, number: str) -> None:
    rows = with_participants([(written, moment(1), moment(9), "8m", "", "", "Attendee")])

    report = read(rows).report

    times = {"joinedAt": "2026-03-04T09:01:05Z", "leftAt": "2026-03-04T09:09:05Z"}
    assert report["dialIn"] == [{"number": number, **times}]
    assert [each["name"] for each in report["attendees"]] == ["Anna Schmidt"]


def test_who_has_an_address_is_no_telephone() -> None:
    only("15550100123", rows=numbered([Visitor("15550100123", "anna@contoso.example")]))


def test_more_telephones_than_a_report_holds_are_refused() -> None:
    with pytest.raises(CsvUnreadable):
        read(with_participants([participant(Visitor("15550100123"), AMERICAN)] * 5_001))


@pytest.mark.parametrize("name", ["Room 101", "Agent 47", "R2", "3M Delegate"])
def test_a_name_with_digits_is_a_name(name: str) -> None:
    report = read(with_participants([(name, moment(1), moment(9), "8m", "", "", "Attendee")])).report

    assert "dialIn" not in report
    assert report["attendees"][1]["name"] == name


def test_a_name_like_a_formula_is_kept_as_it_is() -> None:
    only('=HYPERLINK("x")', rows=numbered([Visitor('=HYPERLINK("x")')]))


def test_names_and_titles_are_cut_to_what_a_report_holds() -> None:
    report = read(numbered([Visitor("a" * 300)], title="b" * 300)).report

    assert (report["attendees"][0]["name"], report["topic"]) == ("a" * 256, "b" * 256)


def test_what_is_cut_between_two_words_ends_with_the_first() -> None:
    people = [Visitor(f"{'a' * 255} Anna", "anna@contoso.example")]

    report = read(numbered(people, title=f"{'b' * 255} and more")).report

    assert (report["attendees"][0]["name"], report["topic"]) == ("a" * 255, "b" * 255)


def test_who_has_no_name_is_a_guest() -> None:
    only("Anna Schmidt", "Guest", rows=with_participants([("", moment(1), moment(9), "8m", "", "", "Attendee")]))


def test_more_people_than_a_report_holds_are_refused() -> None:
    people = [participant(Visitor("Cleo Vance"), AMERICAN)] * 20_000

    with pytest.raises(CsvUnreadable):
        read(with_participants(people))
