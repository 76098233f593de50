"""A report as the tab sends it: a closed schema (imports pydantic). What a rule refuses stands in `rules`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import AfterValidator, Field, StringConstraints, model_validator, with_config
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict  # pydantic takes that of `typing` from Python 3.12 on

from shared.http.bodies import CLOSED, Body, Described, Guid, Identifier, Instant, Line, Text
from shared.reports.attention import refuse_attention_data
from shared.reports.minimisation import LONGEST_NUMBER, PHONE_NUMBER, is_phone_number

MAX_ATTENDEES = 20_000
MAX_ENTRIES = 5_000
Count = Annotated[int, Field(ge=0, le=1_000_000)]


def _phone_number(text: str) -> str:
    if not is_phone_number(text):
        raise PydanticCustomError("format", "not a phone number")
    return text


PhoneNumber = Annotated[
    str,
    StringConstraints(max_length=LONGEST_NUMBER),
    AfterValidator(_phone_number),
    Described(pattern=f"^{PHONE_NUMBER.pattern}$"),
]


@with_config(CLOSED)
class Attendance(TypedDict):
    """Times of attendance, where the organisation collects them.

    A dict, and no `Body`: a report has thousands, and of a dict of text the garbage collector takes no notice.
    """

    joined_at: NotRequired[Instant | None]
    left_at: NotRequired[Instant | None]


@with_config(CLOSED)
class Attendee(Attendance):
    """Who took part. With an oid: a registered user of the organisation; with null: somebody else."""

    oid: Guid | None
    name: Line
    role: Literal["organizer", "coorganizer", "presenter", "attendee", "unknown"]


@with_config(CLOSED)
class DialIn(Attendance):
    """A telephone that took part."""

    number: PhoneNumber


@with_config(CLOSED)
class CutDialIn(Attendance):
    """A telephone as it is stored: country code and last two digits."""

    number: str


class Question(Body):
    """A question of a webinar, and its answer."""

    asked_by: Guid | None
    question: Text
    answer: Text | None = None


class SurveyChoice(Body):
    """How many chose it."""

    choice: Line
    count: Count


class Survey(Body):
    """A survey's question with its counted answers."""

    question: Text
    answers: Annotated[list[SurveyChoice], Field(max_length=MAX_ENTRIES)]


class ChatMessage(Body):
    """One message of a chat."""

    at: Instant
    author: Guid | None
    text: Text


class Chat(Body):
    """The chat, where it is needed to log results (R6.3)."""

    purpose: Line | None = None
    necessity: Text | None = None
    messages: Annotated[list[ChatMessage], Field(max_length=MAX_ENTRIES)]


class Recording(Body):
    """That a recording was made, never the recording (R6.2)."""

    announced_at: Instant | None = None
    started_at: Instant
    consent: Literal["obtained", "not_required"] | None = None
    basis: Line | None = None


class Report(Body):
    """What `POST reports` takes.

    Besides its schema it is judged by rules. Those without a code of their own stand in `errors`: a meeting ends not
    `before_the_start` and is not `longer_than_30_hours`; nobody leaves `before_the_start`.
    """

    meeting_id: Identifier
    report_id: Identifier
    type: Literal["meeting", "webinar"]
    topic: Line
    started_at: Instant
    ended_at: Instant
    participant_count: Count
    attendees: Annotated[list[Attendee], Field(max_length=MAX_ATTENDEES)]
    dial_in: Annotated[list[DialIn], Field(max_length=MAX_ENTRIES)] | None = None
    questions: Annotated[list[Question], Field(max_length=MAX_ENTRIES)] | None = None
    surveys: Annotated[list[Survey], Field(max_length=MAX_ENTRIES)] | None = None
    chat: Chat | None = None
    recording: Recording | None = None

    @model_validator(mode="before")
    @classmethod
    def _no_attention_data(cls, value: Any) -> Any:
        refuse_attention_data(value)
        return value


class Minimised(Body):
    """How many guests were stored as `Guest n` and how many dial-in numbers were cut."""

    guests: Count
    dial_in: Count


class StoredReport(Body):
    """Where a report is and until when: its content, and its header."""

    id: str
    content_until: Instant
    delete_by: Instant
    minimised: Minimised


class ReportHeader(StoredReport):
    """A report in a list."""

    meeting_id: Identifier
    report_id: Identifier
    type: Literal["meeting", "webinar"]
    topic: Line
    started_at: Instant
    ended_at: Instant
    participant_count: Count
    content_deleted: bool = False


class ReportList(Body):
    """Newest first; `next` is the cursor of the next page, or null."""

    reports: list[ReportHeader]
    next: str | None


class ReadReport(ReportHeader):
    """A report as stored; from `contentUntil` on only its header, with `contentDeleted: true`."""

    attendees: list[Attendee] | None = None
    dial_in: list[CutDialIn] | None = None
    questions: list[Question] | None = None
    surveys: list[Survey] | None = None
    chat: Chat | None = None
    recording: Recording | None = None
