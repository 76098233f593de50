"""The bodies of `identity/forward` (imports pydantic)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import field_validator
from pydantic_core import PydanticCustomError

from shared.http.bodies import Body, Described, Instant, Line
from shared.notice.published import PUBLISHED


class ForwardRequest(Body):
    """Optional: the version of the notice that the person has seen (R12)."""

    notice_seen: Annotated[Line, Described(enum=list(PUBLISHED))] | None = None

    @field_validator("notice_seen")
    @classmethod
    def _published(cls, version: str | None) -> str | None:
        if version is not None and version not in PUBLISHED:
            raise PydanticCustomError("not_published", "not a published version")
        return version


class ContactCenterAnswer(Body):
    """The way into the contact centre."""

    name: str
    launch_url: str
    expires_at: Instant


class NoticeAnswer(Body):
    """The notice in force; `changed` until the person has seen it."""

    version: str
    changed: bool


class ForwardAnswer(Body):
    """A matched person."""

    status: Literal["matched"]
    username: str
    domain: str
    contact_center: ContactCenterAnswer
    notice: NoticeAnswer
