"""What an import takes and what it answers (imports pydantic)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from shared.http.bodies import Body, Described, Identifier, Instant, Line
from shared.reports.attention import refuse_attention_data
from shared.reports.model import Count, Minimised


def _https(text: str) -> str:
    try:
        is_https = urlsplit(text).scheme == "https" and bool(urlsplit(text).hostname) and text.isprintable()
    except ValueError:
        is_https = False
    if not is_https:
        raise PydanticCustomError("format", "not an https URL")
    return text


JoinWebUrl = Annotated[
    str, StringConstraints(max_length=2048), AfterValidator(_https), Described(format="uri", pattern="^https://")
]
_MEMBERS = ("joinWebUrl", "onlineMeetingId", "webinarId")


class ImportRequest(Body):
    """Whose reports: exactly one member. The URL is looked for among the caller's meetings, and never called."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": [name], "properties": {name: {"type": "string"}}} for name in _MEMBERS]
        }
    )

    join_web_url: JoinWebUrl | None = None
    online_meeting_id: Identifier | None = None
    webinar_id: Identifier | None = None

    @model_validator(mode="before")
    @classmethod
    def _no_attention_data(cls, value: Any) -> Any:
        refuse_attention_data(value)
        return value

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        named = [name for name in (self.join_web_url, self.online_meeting_id, self.webinar_id) if name is not None]
        if len(named) != 1:
            raise PydanticCustomError("exactly_one", "not exactly one member")
        return self


class ImportResult(Body):
    """What became of one report. `code` says why it was refused; what does not apply is left out."""

    report_id: str
    status: Literal["stored", "already_there", "refused"]
    id: str | None = None
    topic: Line | None = None
    ended_at: Instant | None = None
    content_until: Instant | None = None
    delete_by: Instant | None = None
    minimised: Minimised | None = None
    code: str | None = None


class LeftOut(Body):
    """What the source sent and nobody stores: engagement data, and free text of registrations."""

    engagement: Count
    free_text: Count


class ImportAnswer(Body):
    """`left` are the reports that time did not suffice for: the same call again goes on with them."""

    results: list[ImportResult]
    dropped: LeftOut
    left: list[str]
