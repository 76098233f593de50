"""Uploading the CSV that Teams lets organisers download."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import FrameLocator, expect

from shared.times import utc_now
from tests.browser.teams import Teams
from tests.support.import_screen import expect_failure, expect_told, results

if TYPE_CHECKING:
    from tests.browser.conftest import OpenTeams
    from tests.support.service import RunningService

TOPIC = "Stocktaking"
MONTHS = 12


@pytest.fixture
def teams(open_teams: OpenTeams, fresh_service: RunningService) -> Teams:
    assert fresh_service.call("POST", "/api/identity/forward", by="anna").status == 200
    return open_teams(fresh_service)


def a_day() -> datetime:
    """A day of the last weeks that can be read in one way only."""
    now = utc_now()
    return next(day for day in (now - timedelta(days=back) for back in range(1, 28)) if day.day > MONTHS)


def an_attendance_report(directory: Path, began: datetime, name: str = "attendance.csv") -> Path:
    """As Teams writes it: UTF-16 with tabs, the times of the organiser's clock, here UTC."""

    def at(minutes: int) -> str:
        time = began + timedelta(minutes=minutes)
        return f"{time.month}/{time.day}/{time:%y, %I:%M:%S %p}"

    lines = [
        "1. Summary",
        f"Meeting title\t{TOPIC}",
        "Attended participants\t2",
        f"Start time\t{at(0)}",
        f"End time\t{at(45)}",
        "Meeting duration\t45m",
        "Average attendance time\t40m",
        "",
        "2. Participants",
        "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole",
        f"Anna Schmidt\t{at(0)}\t{at(45)}\t45m\tanna.schmidt@contoso.example\tanna.schmidt@contoso.example\tOrganizer",
        f"Chris Moor (Guest)\t{at(5)}\t{at(40)}\t35m\t\t\tAttendee",
        "",
        "3. In-Meeting Activities",
        "Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole",
        f"Anna Schmidt\t{at(0)}\t{at(45)}\t45m\tanna.schmidt@contoso.example\tOrganizer",
        f"Chris Moor (Guest)\t{at(5)}\t{at(40)}\t35m\t\tAttendee",
    ]
    file = directory / name
    file.write_bytes("\r\n".join(lines).encode("utf-16"))
    return file


def open_csv(tab: FrameLocator) -> None:
    tab.get_by_text("Upload the CSV from Teams", exact=True).click()
    expect(tab.get_by_role("button", name="Upload the CSV")).to_be_visible()


def upload(tab: FrameLocator, file: Path, day: datetime) -> None:
    tab.get_by_label("Choose the CSV file").set_input_files(file)
    tab.get_by_label("Join link or id of the meeting").fill("MSpzdG9ja3Rha2luZw==")
    tab.get_by_label("Day on which the meeting began").fill(f"{day:%Y-%m-%d}")
    tab.get_by_role("button", name="Upload the CSV").click()


def test_a_csv_is_uploaded_and_again_without_a_second_copy(teams: Teams, tmp_path: Path) -> None:
    began = a_day().replace(hour=9, minute=0, second=0, microsecond=0)
    file = an_attendance_report(tmp_path, began)
    tab = teams.open("anna", "#reports")
    open_csv(tab)

    upload(tab, file, began)
    expect_told(tab, "1 report is stored.")
    expect(results(tab)).to_contain_text("1 guest was stored without a name.")
    expect(tab.get_by_role("row", name=TOPIC)).to_have_count(1)
    [sent] = [request for request in teams.watch.requests if request.url.endswith("/reports/import")]
    offset = teams.frame.evaluate("day => new Date(`${day}T12:00`).getTimezoneOffset()", f"{began:%Y-%m-%d}")
    assert sent.headers["content-type"] == "text/csv"
    assert sent.headers["x-meeting-date"] == f"{began:%Y-%m-%d}"
    assert sent.headers["x-utc-offset"] == f"+{-offset // 60:02}:00"  # the test's browser is in Berlin

    tab.get_by_role("button", name="Upload the CSV").click()
    expect_told(tab, "1 report was there already.")
    expect(tab.get_by_role("row", name=TOPIC)).to_have_count(1)


def test_the_day_of_a_file_is_that_of_its_last_change_until_somebody_says_otherwise(
    teams: Teams, tmp_path: Path
) -> None:
    file = an_attendance_report(tmp_path, a_day())
    tab = teams.open("anna", "#reports")
    open_csv(tab)

    tab.get_by_label("Choose the CSV file").set_input_files(file)

    expect(tab.get_by_text("Chosen: attendance.csv")).to_be_visible()
    changed = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    days = {f"{changed + timedelta(hours=hours):%Y-%m-%d}" for hours in (1, 2)}  # Berlin
    assert tab.get_by_label("Day on which the meeting began").input_value() in days


def test_what_is_missing_is_asked_for_before_anything_is_sent(teams: Teams, tmp_path: Path) -> None:
    tab = teams.open("anna", "#reports")
    open_csv(tab)
    send = tab.get_by_role("button", name="Upload the CSV")

    send.click()
    expect(tab.get_by_text("Choose a file first.")).to_be_visible()
    tab.get_by_label("Choose the CSV file").set_input_files(an_attendance_report(tmp_path, a_day()))
    send.click()
    expect(tab.get_by_text("Enter the join link or the id of the meeting: letters")).to_be_visible()
    expect(tab.get_by_label("Join link or id of the meeting")).to_be_focused()
    tab.get_by_label("Join link or id of the meeting").fill("MSpzdG9ja3Rha2luZw==")
    tab.get_by_label("Day on which the meeting began").fill("")
    send.click()
    expect(tab.get_by_text("Enter the day of the meeting")).to_be_visible()

    assert not [request for request in teams.watch.requests if request.url.endswith("/api/reports/import")]


def test_a_file_of_another_day_and_one_that_is_no_report(teams: Teams, tmp_path: Path) -> None:
    teams.watch.expected.append("status of 422")
    tab = teams.open("anna", "#reports")
    open_csv(tab)
    began = a_day()

    upload(tab, an_attendance_report(tmp_path, began), began - timedelta(days=90))
    expect_failure(tab, "This file is of another day")

    other = tmp_path / "prices.csv"
    other.write_text("article,price\nkey,3\n", encoding="utf-8")
    upload(tab, other, began)
    expect_failure(tab, "This is no attendance report of Teams")
    expect(tab.get_by_role("button", name="Try again")).to_be_hidden()


def test_a_dropped_csv_goes_to_its_own_form(teams: Teams) -> None:
    tab = teams.open("anna", "#reports")

    teams.frame.evaluate(
        """() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(["x"], "attendance.csv", {type: "text/csv"}));
          document.body.dispatchEvent(new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true}));
        }"""
    )

    expect(tab.get_by_text("Chosen: attendance.csv")).to_be_visible()
    expect(tab.get_by_role("button", name="Upload the CSV")).to_be_visible()
    expect(tab.get_by_role("button", name="Fetch the reports")).to_be_hidden()  # one way at a time is open
