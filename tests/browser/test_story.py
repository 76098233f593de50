"""The whole story, as Anna and then Dora go through it in the tab of a service that has just started."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import FrameLocator, expect

from shared.times import format_instant, utc_now
from tests.browser.teams import Teams, downloaded
from tests.support.world import report_body

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTeams
    from tests.support.service import RunningService

TOPIC = "Handing over the night shift"


@pytest.fixture
def teams(open_teams: OpenTeams, fresh_service: RunningService) -> Teams:
    return open_teams(fresh_service)


def go(tab: FrameLocator, screen: str) -> None:
    tab.get_by_role("navigation", name="Screens").get_by_role("link", name=screen).click()
    expect(tab.get_by_role("heading", level=1, name=screen)).to_be_visible()


def connect(tab: FrameLocator) -> None:
    tab.get_by_role("button", name="Connect").click()


def expect_connected(tab: FrameLocator) -> None:
    expect(tab.get_by_role("link", name="Open the contact centre")).to_be_visible()


def a_report_file(directory: Path) -> Path:
    body = report_body(
        utc_now() - timedelta(minutes=1),
        reportId="story",
        topic=TOPIC,
        type="webinar",
        dialIn=[{"number": "+496221000042"}],
        questions=[{"askedBy": None, "question": "Who has the key?", "answer": "The porter."}],
        surveys=[
            {"question": "Was it clear?", "answers": [{"choice": "Yes", "count": 7}, {"choice": "No", "count": 2}]}
        ],
    )
    file = directory / "handover.json"
    file.write_text(json.dumps(body), encoding="utf-8")
    return file


def rows_of(file: Path) -> list[dict[str, Any]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_anna_connects_uploads_reads_restricts_lifts_erases_and_sees_that_it_is_gone(
    teams: Teams, tmp_path: Path
) -> None:
    tab = teams.open("anna")
    connect(tab)
    expect_connected(tab)

    go(tab, "Reports")
    upload_and_open(tab, a_report_file(tmp_path))
    read_and_download(teams, tmp_path)

    go(tab, "My data")
    see_what_is_kept(teams, tmp_path)
    restrict(tab)
    expect(tab.get_by_text("Without one it ends by itself by")).to_be_hidden()

    go(tab, "Connect")
    teams.watch.expected.append("status of 403")
    connect(tab)
    expect(tab.get_by_role("alert").get_by_role("heading")).to_have_text("Processing of your data is restricted")
    tab.get_by_role("alert").get_by_role("link", name="Open My data").click()

    lift(tab)
    go(tab, "Connect")
    connect(tab)
    expect_connected(tab)

    go(tab, "My data")
    erase(tab)

    go(tab, "Reports")
    expect(tab.get_by_role("heading", name="You have no reports here yet")).to_be_visible()
    expect(tab.get_by_role("link", name=TOPIC)).to_be_hidden()


@pytest.mark.clause("R10.18")
def test_who_has_no_contract_reads_that_a_restriction_ends_by_itself(teams: Teams) -> None:
    tab = teams.open("mallory")
    go(tab, "My data")

    restrict(tab)

    expect(tab.get_by_text("Without one it ends by itself by")).to_be_visible()
    lift(tab)


def upload_and_open(tab: FrameLocator, file: Path) -> None:
    tab.get_by_text("Upload report files (JSON)", exact=True).click()
    tab.get_by_label("Choose report files").set_input_files(file)

    results = tab.get_by_role("list", name="Results of the upload")
    expect(results).to_contain_text("1 guest was stored without a name. 1 telephone number was cut")
    row = tab.get_by_role("row", name=TOPIC)
    expect(row).to_contain_text("Webinar")
    row.get_by_role("link", name=TOPIC).click()


def read_and_download(teams: Teams, directory: Path) -> None:
    tab = teams.tab
    expect(tab.get_by_role("heading", level=1, name=TOPIC)).to_be_visible()
    attendees = tab.get_by_role("table", name="Attendees")
    expect(attendees.get_by_role("row", name="Anna Schmidt")).to_contain_text("Organiser")
    expect(attendees.get_by_role("row", name="Guest 1")).to_be_visible()
    expect(tab.get_by_text("Chris Moor")).to_be_hidden()
    expect(tab.get_by_text("Who has the key?")).to_be_visible()
    expect(tab.get_by_role("cell", name="7", exact=True)).to_be_visible()

    rows = rows_of(downloaded(teams, "Download CSV", directory))
    assert [row["section"] for row in rows] == [
        *["meeting", "attendee", "attendee", "dialIn", "question", "survey", "survey"],
    ]
    assert rows[0]["topic"] == TOPIC
    whole = json.loads(downloaded(teams, "Download JSON", directory).read_text(encoding="utf-8"))
    assert whole["topic"] == TOPIC
    assert whole["attendees"][1]["name"] == "Guest 1"


def see_what_is_kept(teams: Teams, directory: Path) -> None:
    tab = teams.tab
    expect(tab.get_by_role("heading", name="What is kept about you")).to_be_visible()
    expect(tab.get_by_text("Your profile: anna.schmidt@contoso.example")).to_be_attached()
    for group in ("Profile", "Log and sign-ins", "Headers of reports", "Content of reports"):
        expect(tab.get_by_text(group, exact=True).first).to_be_visible()

    portable = json.loads(downloaded(teams, "Take along as JSON", directory).read_text(encoding="utf-8"))
    assert TOPIC in json.dumps(portable)
    everything = json.loads(downloaded(teams, "Save everything (JSON)", directory).read_text(encoding="utf-8"))
    assert all("deleteBy" in item for item in everything["items"])


def restrict(tab: FrameLocator) -> None:
    tab.get_by_role("button", name="Restrict or object …").click()
    tab.get_by_role("radio", name="I object, for reasons of my own situation").check()
    tab.get_by_label("What you want to say about it (optional)").fill("I change to another team.")
    tab.get_by_role("button", name="Ask for it").click()

    expect(tab.get_by_role("heading", name="The processing of your data is restricted")).to_be_visible()
    expect(tab.get_by_text("I change to another team.", exact=True)).to_be_visible()


def lift(tab: FrameLocator) -> None:
    tab.get_by_role("button", name="Lift it").click()
    tab.get_by_role("dialog", name="Lift the restriction?").get_by_role("button", name="Lift it").click()

    expect(tab.get_by_role("heading", name="Nothing is restricted at present.")).to_be_visible()


def erase(tab: FrameLocator) -> None:
    # All of the screen is there: what comes late above the button moves it away from under the pointer.
    expect(tab.get_by_role("heading", name="Nothing is restricted at present.")).to_be_visible()
    expect(tab.get_by_text("Your profile: anna.schmidt@contoso.example")).to_be_attached()
    start = tab.get_by_role("button", name="Erase my data …")
    dialog = tab.get_by_role("dialog", name="Erase what is kept about you?")
    start.click()
    expect(dialog).to_contain_text("What stays, and why")
    dialog.get_by_role("button", name="Keep everything").click()
    expect(dialog).to_be_hidden()

    start.click()
    dialog.get_by_label("I have read this.").check()
    dialog.get_by_role("button", name="Erase for good").click()

    expect(tab.get_by_role("heading", name="It is erased")).to_be_visible()
    expect(tab.get_by_text("Contoso Contact Center has been told.")).to_be_visible()
    expect(tab.get_by_text("Your profile: anna.schmidt@contoso.example")).not_to_be_attached()
    expect(tab.get_by_text("You asked for the erasure of your data").first).to_be_attached()


def test_dora_holds_bens_data_and_sees_what_is_due_and_the_evidence(
    teams: Teams, fresh_service: RunningService
) -> None:
    assert fresh_service.call("POST", "/api/identity/forward", by="ben").status == 200
    assert fresh_service.call("POST", "/api/retention/runs", by="otto").json["outcome"] == "succeeded"
    tab = teams.open("dora")
    go(tab, "For officers")
    areas = tab.get_by_role("navigation", name="Areas for officers")

    areas.get_by_role("link", name="People").click()
    tab.get_by_label("Username").fill("ben.weber@contoso.example")
    tab.get_by_role("button", name="Search").click()
    tab.get_by_role("link", name="ben.weber@contoso.example").click()
    tab.get_by_role("link", name="Place a hold on this person's data").click()
    place_hold(tab)

    areas.get_by_role("link", name="Holds").click()
    expect(tab.get_by_role("heading", name="Legal claims")).to_be_visible()
    expect(tab.get_by_text("case-17", exact=True)).to_be_visible()

    areas.get_by_role("link", name="Retention").click()
    expect(tab.get_by_role("heading", name="What goes when")).to_be_visible()
    expect(tab.get_by_role("table", name=f"{utc_now():%B %Y}")).to_be_visible()
    expect(tab.get_by_role("table", name="Runs, newest first").get_by_role("row", name="By hand")).to_be_visible()
    expect(tab.get_by_text("Nothing is overdue.")).to_be_visible()


def place_hold(tab: FrameLocator) -> None:
    last, review = (format_instant(utc_now() + timedelta(days=days))[:10] for days in (300, 100))
    tab.get_by_label("Name of the hold").fill("case-17")
    tab.get_by_label("Ground").select_option(label="Legal claims (3 years at most)")
    tab.get_by_label("Ends after").fill(review)
    tab.get_by_label("Review by").fill(last)
    tab.get_by_role("button", name="Place the hold").click()
    expect(tab.get_by_text("The review has to be before the end.")).to_be_visible()

    tab.get_by_label("Ends after").fill(last)
    tab.get_by_label("Review by").fill(review)
    tab.get_by_role("button", name="Place the hold").click()
    expect(tab.get_by_role("heading", name="The hold is placed")).to_be_visible()
    expect(tab.get_by_text("case-17 is in force until the end of")).to_be_visible()


def test_who_has_no_role_reads_that_this_is_for_officers(teams: Teams) -> None:
    tab = teams.open("ben", "#officers")

    expect(tab.get_by_text("This area is for data protection officers")).to_be_visible()
    expect(tab.get_by_role("navigation", name="Screens").get_by_role("link", name="For officers")).to_be_hidden()


@pytest.mark.parametrize(
    ("screen", "title"),
    [
        ("#connect", "Mit dem Contact Center verbinden"),
        ("#reports", "Berichte"),
        ("#data", "Meine Daten"),
        ("#officers", "Für Beauftragte"),
    ],
)
def test_the_screens_in_german(teams: Teams, screen: str, title: str) -> None:
    tab = teams.open("dora", screen, locale="de")

    expect(tab.get_by_role("heading", level=1)).to_have_text(title)
    expect(tab.get_by_role("contentinfo").get_by_role("link")).to_have_text("Datenschutzhinweise")
    expect(tab.locator("html")).to_have_attribute("lang", "de")
