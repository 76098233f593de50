"""What a person enters to import a report, and what is sent for it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

TID = "6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
WEBINAR = f"11111111-2222-4333-8444-555555555555@{TID}"
LINK = f"https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%22Tid%22%3a%22{TID}%22%7d"
SHORT = "https://teams.microsoft.com/meet/29000000000001?p=MadeUp0000000001"


def made(folder: Path, zone: str = "UTC", texts: tuple[str, ...] = (), days: tuple[str, ...] = ()) -> dict[str, Any]:
    script = Path(__file__).with_name("import.mjs")
    given = json.dumps({"texts": texts, "days": days})
    command = [shutil.which("node") or "node", str(script), str(folder), given]
    found = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "TZ": zone})
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


def test_what_each_text_asks_for(folder: Path) -> None:
    asked: dict[str, dict[str, str] | None] = {
        LINK: {"joinWebUrl": LINK},
        f"  {SHORT}\n": {"joinWebUrl": SHORT},
        f"Join the meeting now <{SHORT}>": {"joinWebUrl": SHORT},
        f"Join: {LINK}.": {"joinWebUrl": LINK},
        f"{LINK}#{WEBINAR}": {"joinWebUrl": f"{LINK}#{WEBINAR}"},
        WEBINAR: {"webinarId": WEBINAR},
        f"https://events.teams.microsoft.com/event/{WEBINAR}": {"webinarId": WEBINAR},
        f"https://events.teams.microsoft.com/event/{WEBINAR.replace('@', '%40')}?source=mail": {"webinarId": WEBINAR},
        "MSo1N2Y5ZGFjYy03MWJmLTQ3NDM=": {"onlineMeetingId": "MSo1N2Y5ZGFjYy03MWJmLTQ3NDM="},
        "": None,
        "our weekly": None,
        "http://teams.microsoft.com/meet/1": None,
        "javascript:alert(1)": None,
        "%": None,
    }

    assert made(folder, texts=tuple(asked))["requests"] == list(asked.values())


@pytest.mark.parametrize(
    ("zone", "offsets"),
    [
        ("UTC", ["+00:00", "+00:00", "+00:00"]),
        ("Europe/Berlin", ["+01:00", "+02:00", "+02:00"]),  # 29 March 2026: the clocks are put forward in the night
        ("America/St_Johns", ["-03:30", "-02:30", "-02:30"]),
        ("Asia/Kolkata", ["+05:30", "+05:30", "+05:30"]),
    ],
)
def test_the_offset_is_that_of_the_day_and_not_of_today(folder: Path, zone: str, offsets: list[str]) -> None:
    assert made(folder, zone, days=("2026-01-15", "2026-03-29", "2026-07-15"))["offsets"] == offsets
