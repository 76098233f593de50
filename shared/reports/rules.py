"""What a well-formed report is refused for: rules first, then its age. The whole report is refused, never a part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.problems import (
    AttendanceTimesNotPermitted,
    ChatNotPermitted,
    InvalidBody,
    NotEndedYet,
    Pointer,
    QuestionsOnlyForWebinars,
    RecordingConsentMissing,
    RecordingNotAnnounced,
    RetentionElapsed,
)
from shared.storage.deadlines import Deadlines

if TYPE_CHECKING:
    from shared.reports.model import Attendance, Report
    from shared.tenants.model import Collect

LONGEST_MEETING = timedelta(hours=30)
CHAT_PURPOSE = "result_log"

Fault = tuple[type[InvalidBody], str, str]
"""The refusal, the pointer, and the pointer's code."""


def check(report: Report, collect: Collect, deadlines: Deadlines, now: datetime) -> None:
    """Refuse a report that breaks a rule; the answer has the first rule's code and every pointer found.

    Raises:
        InvalidBody: or the class of the rule that is broken (R6.2, R6.3, R6.4, R6.5).
    """
    faults = list(_rule_faults(report, collect)) or list(_age_faults(report.ended_at, deadlines, now))
    if faults:
        refusal = faults[0][0]
        raise refusal(pointers=tuple(Pointer(pointer, code) for _, pointer, code in faults))


def check_age(ended_at: datetime, deadlines: Deadlines, now: datetime) -> None:
    """Refuse a report by the end of its meeting alone. Raises NotEndedYet, RetentionElapsed."""
    for refusal, pointer, code in _age_faults(ended_at, deadlines, now):
        raise refusal(pointers=(Pointer(pointer, code),))


def _rule_faults(report: Report, collect: Collect) -> Iterator[Fault]:
    yield from _time_faults(report)
    yield from _chat_faults(report, collect)
    if report.questions and report.type != "webinar":
        yield QuestionsOnlyForWebinars, "/questions", QuestionsOnlyForWebinars.code
    yield from _recording_faults(report)
    if not collect.attendance_times:
        for pointer in _attendance_times(report):
            yield AttendanceTimesNotPermitted, pointer, AttendanceTimesNotPermitted.code


def _time_faults(report: Report) -> Iterator[Fault]:
    if report.ended_at < report.started_at:
        yield InvalidBody, "/endedAt", "before_the_start"
    elif report.ended_at - report.started_at > LONGEST_MEETING:
        yield InvalidBody, "/endedAt", "longer_than_30_hours"
    for pointer, index, entry in _attendances(report):
        joined_at, left_at = entry.get("joined_at"), entry.get("left_at")
        if joined_at is not None and left_at is not None and left_at < joined_at:
            yield InvalidBody, f"{pointer}/{index}/leftAt", "before_the_start"


def _chat_faults(report: Report, collect: Collect) -> Iterator[Fault]:
    if report.chat is None:
        return
    if not collect.chat:
        yield ChatNotPermitted, "/chat", "switched_off"
    if report.chat.purpose != CHAT_PURPOSE:
        yield ChatNotPermitted, "/chat/purpose", "not_allowed" if report.chat.purpose else "required"
    if not (report.chat.necessity or "").strip():
        yield ChatNotPermitted, "/chat/necessity", "required"


def _recording_faults(report: Report) -> Iterator[Fault]:
    recording = report.recording
    if recording is None:
        return
    if recording.announced_at is None or recording.announced_at >= recording.started_at:
        code = "after_the_start" if recording.announced_at else "required"
        yield RecordingNotAnnounced, "/recording/announcedAt", code
    if recording.consent is None:
        yield RecordingConsentMissing, "/recording/consent", "required"
    elif recording.consent == "not_required" and recording.basis is None:
        yield RecordingConsentMissing, "/recording/basis", "required"


def _attendance_times(report: Report) -> Iterator[str]:
    for pointer, index, entry in _attendances(report):
        if entry.get("joined_at") is not None:
            yield f"{pointer}/{index}/joinedAt"
        if entry.get("left_at") is not None:
            yield f"{pointer}/{index}/leftAt"


def _attendances(report: Report) -> Iterator[tuple[str, int, Attendance]]:
    """Everyone who took part, by whatever means, with the pointer of their list and their place in it."""
    for index, attendee in enumerate(report.attendees):
        yield "/attendees", index, attendee
    for index, dial_in in enumerate(report.dial_in or ()):
        yield "/dialIn", index, dial_in


def _age_faults(ended_at: datetime, deadlines: Deadlines, now: datetime) -> Iterator[Fault]:
    if ended_at > now:
        yield NotEndedYet, "/endedAt", NotEndedYet.code
    elif now >= deadlines.writable_until("reports", ended_at.date()):
        yield RetentionElapsed, "/endedAt", RetentionElapsed.code
