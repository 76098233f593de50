"""Every refusal the service knows, one class a code (RFC 9457 problem details)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pointer:
    """One place in a refused body: an RFC 6901 JSON pointer and what is wrong there. It never holds a value."""

    pointer: str
    code: str


class Problem(Exception):
    """A refusal with its HTTP status, its stable code and a sentence that says what to do next.

    `detail` is written by us and never holds input. `headers` are added to the answer, `members` to the body.
    """

    status = 500
    code = "internal_error"
    title = "Something went wrong"
    detail = "Try again; if it stays, tell the operator the correlation id."

    def __init__(
        self,
        detail: str | None = None,
        *,
        pointers: tuple[Pointer, ...] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(self.code)
        self.detail = detail or type(self).detail
        self.pointers = pointers
        self.headers = dict(headers or {})
        self.members = dict(members or {})


# 400: the request cannot be read.


class InvalidRequest(Problem):
    status, code, title = 400, "invalid_request", "The request is not well formed"
    detail = "Check the path, the query and the headers against /api/openapi.json."


class InvalidJson(Problem):
    status, code, title = 400, "invalid_json", "The body is not JSON"
    detail = "Send one JSON value (RFC 8259) with finite numbers."


class InvalidEncoding(Problem):
    status, code, title = 400, "invalid_encoding", "The body is not UTF-8"
    detail = "Send UTF-8 without a byte order mark and without lone surrogates."


class DuplicateKey(Problem):
    status, code, title = 400, "duplicate_key", "A member is named twice"
    detail = "Name every member of an object once."


class TooDeep(Problem):
    status, code, title = 400, "too_deep", "The body is nested too deeply"
    detail = "No body of this service needs more than 16 levels."


# 401 and 403: who calls.


class InvalidToken(Problem):
    """Every failure of authentication; which rule failed is not told (no oracle)."""

    status, code, title = 401, "invalid_token", "The token is not valid"
    detail = "Get a fresh token with getAuthToken and send it as 'Authorization: Bearer <token>'."


class MissingToken(InvalidToken):
    """No token at all: the challenge then carries no error code (RFC 6750, 3.1)."""


class ClaimsRequired(Problem):
    """Microsoft asks for more than this sign-in, a second factor for instance; the challenge carries what.

    `claims` is JSON as the authority or Graph sent it.
    https://learn.microsoft.com/entra/identity-platform/claims-challenge
    """

    status, code, title = 401, "claims_required", "Your organisation asks for more than this sign-in"
    detail = "Pass the claims of the challenge to getAuthToken, and call again with the token that it gives."

    def __init__(self, detail: str | None = None, *, claims: str | None = None) -> None:
        super().__init__(detail)
        self.claims = claims


class InsufficientScope(Problem):
    status, code, title = 403, "insufficient_scope", "The token does not carry the scope"
    detail = "Ask for a delegated token with the scope that this app exposes."


class RoleRequired(Problem):
    status, code, title = 403, "role_required", "This needs a role"
    detail = "Ask the operator, or your organisation's administrator, for the app role."


class ClientNotAllowed(Problem):
    status, code, title = 403, "client_not_allowed", "This client may not call for a user"
    detail = "Open the app inside Microsoft Teams or Microsoft 365."


class GuestNotSupported(Problem):
    status, code, title = 403, "guest_not_supported", "Guests cannot be forwarded"
    detail = "Sign in with an account of the organisation itself."


class UsernameMissing(Problem):
    status, code, title = 403, "username_missing", "The token names no usable username"
    detail = "The account needs a user principal name of the form name@domain."


class TenantNotContracted(Problem):
    status, code, title = 403, "tenant_not_contracted", "Your organisation has no contract"
    detail = "Ask your organisation's administrator to register with the contact-centre vendor."


class ContractEnded(Problem):
    status, code, title = 403, "contract_ended", "Your organisation's contract does not run"
    detail = "Ask your organisation's administrator. What is held about you can still be read and erased."


class DomainNotRegistered(Problem):
    status, code, title = 403, "domain_not_registered", "Your domain is not registered"
    detail = "Ask your organisation's administrator to have the domain registered with the vendor."


class NotMatchedYet(Problem):
    status, code, title = 403, "not_matched", "You are not connected to a contact centre yet"
    detail = "Connect first (POST /api/identity/forward); reports are stored for matched people only."


class ProcessingRestricted(Problem):
    """Carries the `ground` and the last day, `until`, as members."""

    status, code, title = 403, "processing_restricted", "Processing of your data is restricted"
    detail = "Nothing is forwarded while it is; see 'My data', where you may lift what you asked for yourself."


class ConsentRequired(Problem):
    """Carries the `scopes` that were asked for, and for the dialog of `consent` authority, tenant and client."""

    status, code, title = 403, "consent_required", "Consent to Microsoft Graph is missing"
    detail = "Consent to the permissions in 'scopes'. Where only an administrator may, ask yours."


class AccessPolicyMissing(Problem):
    status, code, title = 403, "access_policy_missing", "Teams lets this app read no meetings"
    detail = (
        "A Teams administrator has to create an application access policy that lists this app's client id, and grant "
        "it to you (New-CsApplicationAccessPolicy, Grant-CsApplicationAccessPolicy); it takes effect within 30 minutes."
    )


# 404 and 409.


class NotFound(Problem):
    status, code, title = 404, "not_found", "There is nothing here"
    detail = "It is not there, or it is not yours."


class NotMatched(Problem):
    status, code, title = 404, "not_matched", "The contact centre does not know you"
    detail = "Ask your contact centre's administrator to add your Teams username, then connect again."


class MeetingNotFound(Problem):
    status, code, title = 404, "meeting_not_found", "Teams has no such meeting of yours"
    detail = "It is not there any more, or somebody else organised it: Teams gives its reports to organisers."


class Conflict(Problem):
    status, code, title = 409, "conflict", "This conflicts with what is there"


class IdentityRebound(Problem):
    status, code, title = 409, "identity_rebound", "This username belongs to another account"
    detail = "Ask your organisation's data protection officer to release the earlier account's username."


# 413, 415, 422: the body.


class TooLarge(Problem):
    status, code, title = 413, "too_large", "The body is too large"


class UnsupportedMediaType(Problem):
    status, code, title = 415, "unsupported_media_type", "The media type is not supported"
    detail = "Send 'content-type: application/json'."


class InvalidBody(Problem):
    status, code, title = 422, "invalid_body", "The body does not fit its schema"
    detail = "Each entry of 'errors' points at a place and says what is wrong there; see /api/openapi.json."


class AttentionTrackingForbidden(InvalidBody):
    code, title = "attention_tracking_forbidden", "Attention or engagement data is never stored"
    detail = "Leave out what measures people's attention, engagement, emotion or activity. Nothing was stored."


class ChatNotPermitted(InvalidBody):
    code, title = "chat_not_permitted", "Chat may not be stored"
    detail = "Chat needs the organisation's switch and, on the report, the purpose result_log and its necessity."


class QuestionsOnlyForWebinars(InvalidBody):
    code, title = "questions_only_for_webinars", "Questions are stored for webinars only"
    detail = "Leave out 'questions', or store the report as the webinar that it was."


class RecordingNotAnnounced(InvalidBody):
    code, title = "recording_not_announced", "The recording was not announced before it began"
    detail = "A recording is noted only when 'announcedAt' is earlier than 'startedAt'."


class RecordingConsentMissing(InvalidBody):
    code, title = "recording_consent_missing", "The recording lacks consent"
    detail = "Give 'consent': 'obtained', or 'not_required' together with the 'basis'."


class AttendanceTimesNotPermitted(InvalidBody):
    code, title = "attendance_times_not_permitted", "Times of attendance are not collected"
    detail = "Leave out 'joinedAt' and 'leftAt', or have the organisation's switch turned on."


class RetentionElapsed(InvalidBody):
    code, title = "retention_elapsed", "The meeting is past its month"
    detail = "Content older than its retention may no longer be stored."


class NotEndedYet(InvalidBody):
    code, title = "not_ended_yet", "The meeting has not ended yet"
    detail = "Store the report once the meeting is over."


class NotCorrectable(InvalidBody):
    code, title = "not_correctable", "This cannot be corrected here"
    detail = "What is logged is what happened; of reports your name and your own topics can be corrected."


class WouldMoveDeadline(InvalidBody):
    code, title = "would_move_deadline", "This correction would move a deadline"
    detail = "Times and days of a meeting decide when its report is deleted. Delete the report and store it again."


class CorrectedAtSource(InvalidBody):
    code, title = "corrected_at_source", "This comes from your organisation's sign-in"
    detail = "Have your administrator correct it in Entra, then connect again: the profile follows."


class HoldRefused(InvalidBody):
    code, title = "hold_refused", "This hold has no ground, or reaches beyond it"
    detail = "A hold needs a ground that is in force and an end within that ground's years; see 'errors'."


class RestrictionRefused(InvalidBody):
    code, title = "restriction_refused", "This restriction has no proper end"
    detail = "'unlawful' and 'claims' need 'until', 12 months from now at most; the other grounds have none."


class CsvUnreadable(InvalidBody):
    code, title = "csv_unreadable", "This is no attendance report of Teams"
    detail = "Send the CSV file as Teams gave it to you, unchanged."


class CsvMeetingMissing(InvalidBody):
    code, title = "csv_meeting_missing", "The file's meeting is not named"
    detail = "A CSV file does not name its meeting: send the headers 'x-meeting-id' and 'x-meeting-date' with it."


class CsvDatesAmbiguous(InvalidBody):
    code, title = "csv_dates_ambiguous", "The dates in this file can be read in two ways"
    detail = "Check the meeting's date; if it is right, fetch the report from Teams instead."


class MeetingDateMismatch(InvalidBody):
    code, title = "meeting_date_mismatch", "This file is of another day"
    detail = "Give the date on which the meeting in the file began."


# 429: later.


class TooManyRequests(Problem):
    """The answer says when to come back: `seconds` from now."""

    status, code, title = 429, "too_many_requests", "Too much at once"
    detail = "Wait as long as Retry-After says, then try again."

    def __init__(self, detail: str | None = None, *, seconds: int = 5) -> None:
        super().__init__(detail, headers={"retry-after": str(seconds)})


# 5xx: not the caller's fault.


class ContactCenterFailed(Problem):
    status, code, title = 502, "contact_center_failed", "The contact centre gave no usable answer"
    detail = "Nothing is wrong with your account. Try again in a few minutes."


class ContactCenterTimeout(Problem):
    status, code, title = 504, "contact_center_timeout", "The contact centre did not answer in time"
    detail = "Nothing is wrong with your account. Try again in a few minutes."


class GraphFailed(Problem):
    status, code, title = 502, "graph_failed", "Microsoft Graph gave no usable answer"
    detail = "Nothing is wrong with what you sent. Try again in a few minutes."


class GraphTimeout(Problem):
    status, code, title = 504, "graph_timeout", "Microsoft Graph did not answer in time"
    detail = "Nothing is lost: what was stored stays stored. Try again in a few minutes."


class Unavailable(Problem):
    """Something that this service needs does not answer; the answer says when to come back."""

    status = 503

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, headers={"retry-after": "5"})


class StorageUnavailable(Unavailable):
    code, title = "storage_unavailable", "Storage does not answer"
    detail = "Try again in a few seconds; nothing that was confirmed is lost."


class KeysUnavailable(Unavailable):
    """No signing keys were ever fetched and the authority does not answer: no token can be judged."""

    code, title = "keys_unavailable", "The sign-in service does not answer"
    detail = "Try again in a few seconds; your token was not judged."


class Misconfigured(Problem):
    status, code, title = 503, "misconfigured", "The service is not configured"
    detail = "The operator finds the names of the settings at /api/health."
