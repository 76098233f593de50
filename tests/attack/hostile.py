"""The table of hostile requests: each with the answer it gets. None of them may change a row, nor come back.

Most texts in it bear a canary. Boundaries of single types are judged beside the slices (tests/test_bodies.py,
tests/test_strict_json.py, tests/tenants/test_model.py, tests/tenants/test_addresses.py).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.world import OTHER_TENANT_ID, contract_body, report_body

CANARY = "canary"
LIMIT, REPORTS_LIMIT = 256 * 1024, 4 * 1024 * 1024
NOBODY = "0b0d0000-0000-4000-8000-00000000000b"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A request of `by`, and the status and code of its answer."""

    name: str
    function: str
    status: int
    code: str
    body: object = None
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    by: str = "anna"


def _report(name: str, status: int, code: str, body: object, **headers: str) -> Hostile:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return Hostile(name, "store_report", status, code, body, headers=named)


def _text(**members: Any) -> str:
    return json.dumps(report_body(topic=CANARY, **members))


def _raw(member: str, value: str) -> bytes:
    """A report whose member is exactly this JSON text."""
    return json.dumps(report_body() | {"topic": CANARY, member: "@"}).replace('"@"', value).encode()


def _many(count: int) -> dict[str, int]:
    return {f"{CANARY} {number:b}": number for number in range(count)}


ENCODINGS = (
    _report("UTF-16", 400, "invalid_encoding", _text().encode("utf-16")),
    _report("UTF-16 without a mark", 400, "invalid_json", _text().encode("utf-16-le")),
    _report("UTF-32", 400, "invalid_encoding", _text().encode("utf-32")),
    _report("byte order mark", 400, "invalid_encoding", _text().encode("utf-8-sig")),
    _report("latin-1", 400, "invalid_encoding", _text().replace(CANARY, f"{CANARY}\u00e4").encode("latin-1")),
    _report("overlong slash", 400, "invalid_encoding", _text().encode().replace(b"canary", b"canary\xc0\xaf")),
    _report("surrogate as bytes", 400, "invalid_encoding", _text().encode().replace(b"canary", b"canary\xed\xa0\x80")),
    _report("lone surrogate by escape", 400, "invalid_encoding", _raw("topic", '"canary\\ud800"')),
    _report("lone surrogate in a name", 400, "invalid_encoding", b'{"canary\\udc00": 1}'),
    _report("compressed", 400, "invalid_encoding", gzip.compress(_text().encode()), content_encoding="gzip"),
    _report("another charset", 415, "unsupported_media_type", _text().encode(),
            content_type="application/json; charset=utf-7"),
    _report("form", 415, "unsupported_media_type", b"topic=canary", content_type="application/x-www-form-urlencoded"),
    _report("text", 415, "unsupported_media_type", _text().encode(), content_type="text/plain"),
    _report("two types", 415, "unsupported_media_type", _text().encode(), content_type="application/json, text/csv"),
    _report("CSV where none is read", 415, "unsupported_media_type", b"canary", content_type="text/csv"),
)  # fmt: skip

JSON_TRICKS = (
    _report("member twice", 400, "duplicate_key", _raw("topic", '"a", "topic": "canary"')),
    _report("member twice by escape", 400, "duplicate_key", _raw("topic", '"a", "t\\u006fpic": "canary"')),
    _report("member twice below", 400, "duplicate_key", _raw("chat", '{"messages": [], "messages": ["canary"]}')),
    _report("member in another case", 422, "invalid_body", report_body(Topic=CANARY)),
    _report("Cyrillic look-alike", 422, "invalid_body", report_body() | {"t\u043epic": CANARY}),
    _report("zero width in a name", 422, "invalid_body", report_body() | {"to\u200bpic": CANARY}),
    _report("fullwidth attention", 422, "attention_tracking_forbidden", report_body() | {"\uff41ttention": CANARY}),
    _report("100,000 lists", 400, "too_deep", b"[" * 100_000),
    _report("100,000 objects", 400, "too_deep", b'{"canary":' * 100_000),
    _report("17 levels", 400, "too_deep", b"[" * 17 + b'"canary"' + b"]" * 17),
    _report("1e400", 400, "invalid_json", _raw("participantCount", "1e400")),
    _report("NaN", 400, "invalid_json", _raw("participantCount", "NaN")),
    _report("-Infinity", 400, "invalid_json", _raw("participantCount", "-Infinity")),
    _report("100,000 digits", 400, "invalid_json", _raw("participantCount", "9" * 100_000)),
    _report("a big number", 422, "invalid_body", _raw("participantCount", "9" * 300)),
    _report("a float", 422, "invalid_body", _raw("participantCount", "2.0")),
    _report("an exponent", 422, "invalid_body", _raw("participantCount", "1e1")),
    _report("a hexadecimal", 400, "invalid_json", _raw("participantCount", "0x10")),
    _report("a truth", 422, "invalid_body", _raw("participantCount", "true")),
    _report("a number as text", 422, "invalid_body", _raw("participantCount", '"2"')),
    _report("a comment", 400, "invalid_json", _raw("participantCount", "2 /* canary */")),
    _report("two values", 400, "invalid_json", _text().encode() * 2),
    _report("a raw line end in a text", 400, "invalid_json", _raw("topic", '"canary\n"')),
    _report("a control character", 422, "invalid_body", report_body(topic=f"{CANARY}\x00")),
    _report("a C1 control character", 422, "invalid_body", report_body(topic=f"{CANARY}\x9b31m")),
)  # fmt: skip

SIZES = (
    _report("one byte too many", 413, "too_large", _text().encode().ljust(REPORTS_LIMIT + 1)),
    _report("the limit, of blanks", 400, "invalid_json", b" " * REPORTS_LIMIT),
    _report("a name of a megabyte", 422, "invalid_body", report_body() | {CANARY * 170_000: 1}),
    _report("20,001 attendees", 422, "invalid_body", report_body(attendees=[{}] * 20_001)),
    _report("40,000 unknown members", 422, "invalid_body", report_body() | _many(40_000)),
    Hostile("a contract too large", "put_tenant", 413, "too_large", b" " * (LIMIT + 1),
            {"tenantId": OTHER_TENANT_ID}, by="otto"),
    Hostile("a restriction too large", "restrict_my_data", 413, "too_large", b" " * (LIMIT + 1)),
)  # fmt: skip

MASS_ASSIGNMENT = tuple(
    _report(f"member {name}", 422, "invalid_body", report_body() | {name: CANARY})
    for name in (
        *("id", "deleteBy", "contentUntil", "contractEnd", "storedAt", "guests", "tid", "oid", "owner", "tenantId"),
        *("PartitionKey", "RowKey", "Timestamp", "etag", "odata.type", "odata.etag", "topic@odata.type", "people"),
        *("__proto__", "constructor", "__class__", "$ref", "$schema", "meeting_id", "model_config", "self"),
    )
)

_NO_DAY = "99999999-aaaaaaaaaaaaaaaaaaaaaaaaaa"
_TRICKS = (
    *("' or 1 eq 1 or '", "canary' or PartitionKey ne '", "..", "../canary", "%2e%2e%2fcanary", "a/b", "a\\b", "a#b"),
    *("a?b", "%00", "\x00canary", "canary\r\nx-canary: 1", "canary\x7f", "20261123-" + "a" * 25 + "'", "\u0662\u0660"),
    *("canary" * 2000, "20261123-aaaaaaaaaaaaaaaaaaaaaaaaaa\n", "{}", "null", _NO_DAY),
)


def _of_path(function: str, name: str, status: int, code: str, by: str, body: object = None) -> tuple[Hostile, ...]:
    return tuple(
        Hostile(f"{function} {trick[:40]!r}", function, status, code, body, {name: trick}, by=by)
        for trick in _TRICKS
        if function != "put_hold" or trick not in {"null", _NO_DAY}  # an officer may call a hold so
    )


HOLD = {"ground": "legal_claims", "subject": None, "families": ["meetings"], "endsOn": "2027-06-30",
        "reviewOn": "2027-01-31", "note": CANARY}  # fmt: skip
PATHS = (
    *_of_path("read_report", "reportId", 404, "not_found", "anna"),
    *_of_path("delete_report", "reportId", 404, "not_found", "anna"),
    *_of_path("read_subject_data", "oid", 400, "invalid_request", "dora"),
    *_of_path("put_hold", "holdId", 400, "invalid_request", "dora", HOLD),
    *_of_path("put_tenant", "tenantId", 400, "invalid_request", "otto", contract_body(name=CANARY)),
    *_of_path("tab", "path", 404, "not_found", "anna"),
)


def _of_query(function: str, name: str, by: str) -> tuple[Hostile, ...]:
    code = "invalid_request"
    return tuple(
        Hostile(f"{function} {name}={trick[:40]!r}", function, 400, code, query={name: trick}, by=by)
        for trick in _TRICKS
    )


QUERIES = (
    *_of_query("list_reports", "cursor", "anna"),
    *_of_query("list_reports", "limit", "anna"),
    *_of_query("read_my_data", "cursor", "anna"),
    *_of_query("list_subjects", "cursor", "dora"),
    *_of_query("retention_evidence", "cursor", "otto"),
    *_of_query("run_retention", "dryRun", "otto"),
    *_of_query("delete_tenant", "rows", "otto"),
    Hostile("a token in the query", "list_reports", 400, "invalid_request", query={"access_token": CANARY}),
)

_INSTANCES = {
    "https://169.254.169.254": "address_refused",
    "https://[::ffff:169.254.169.254]": "address_refused",
    "https://localhost": "address_refused",
    "https://127.0.0.1": "address_refused",
    "https://[::1]": "address_refused",
    "https://[fe80::1]": "address_refused",
    "https://[fd00::1]": "address_refused",
    "https://[64:ff9b::a9fe:a9fe]": "address_refused",
    "https://10.0.0.1:8443/canary": "address_refused",
    "https://168.63.129.16": "address_refused",
    "https://0.0.0.0": "address_refused",
    "https://canary.inside.example": "address_refused",
    "https://2130706433": "format",
    "https://0x7f000001": "format",
    "https://0177.0.0.1": "format",
    "https://127.1": "format",
    "https://cc.contoso.example.": "format",
    "https://127\u30020\u30020\u30021": "format",
    "https://canary@169.254.169.254": "format",
    "https://cc.contoso.example@169.254.169.254": "format",
    "https://cc.contoso.example\\@169.254.169.254": "format",
    "https://cc.contoso.example:0": "format",
    "http://cc.contoso.example": "format",
    "file:///canary": "format",
    "https://cc.contoso.example/?canary": "format",
    "https://cc.contoso.example/canary\r\nhost: x": "format",
}
"""Where an instance may not be, and what is said of its address; `canary.inside.example` resolves to a private one."""


def _scope(url: str) -> str:
    return f"api://{url.removeprefix('https://').partition('/')[0].strip('[]').split(':8443')[0]}/.default"


INSTANCES = tuple(
    Hostile(f"{fault} {url!r}", "put_tenant", 422, "invalid_body",
            contract_body(contactCenterUrl=url, contactCenterScope=_scope(url), domains=["canary.example"]),
            {"tenantId": NOBODY}, by="otto")
    for url, fault in _INSTANCES.items()
)  # fmt: skip

TABLE = (*ENCODINGS, *JSON_TRICKS, *SIZES, *MASS_ASSIGNMENT, *PATHS, *QUERIES, *INSTANCES)
