"""Every parser of the service, by name: how it is called, what it is fed, and which refusals it documents.

A parser takes what others have written (a header, a body, an answer, a setting, a row) and gives a value, or one of
its refusals. Those that a search of their own feeds stand in ELSEWHERE; functions that take text and are no parsers
in NOT_PARSERS, each with its reason. tests/attack/test_parsers.py finds whatever stands in none of the three.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pkgutil import resolve_name
from typing import Any

from hypothesis import strategies as st

from shared.graph.links import Links
from shared.graph.outcomes import GraphNotFound, GraphRefused
from shared.problems import AttentionTrackingForbidden, ContactCenterFailed, GraphFailed, InvalidRequest, NotFound
from shared.settings import BadSettings, ClientAddress, Settings
from tests.attack.parser_inputs import (
    ADDRESSES,
    BYTES,
    CELLS,
    DAYS,
    ENCODED,
    ENVIRONMENTS,
    GUIDS,
    IDS,
    KEYS,
    MATCHES,
    NAMES,
    TIMES,
    URLS,
    VALUES,
    pieces,
)
from tests.support.tokens import encode
from tests.support.world import ENVIRONMENT, START

Refusals = tuple[type[Exception], ...]
LINKS = Links("https://graph.microsoft.com/v1.0")


@dataclass(frozen=True, slots=True)
class Parser:
    """`call` gets the function and one input; `holds` says of input and result whether they can belong together."""

    inputs: st.SearchStrategy[Any]
    refusals: Refusals = ()
    holds: Callable[[Any, Any], bool] = lambda _, __: True
    call: Callable[[Callable[..., Any], Any], Any] = lambda function, given: function(given)

    def read(self, name: str, given: Any) -> Any:
        """What the parser of that name makes of the input."""
        return self.call(resolve_name(name), given)


def _is_a_day(_: Any, day: date) -> bool:
    return 1601 <= day.year <= 9998


def _is_an_instant(_: Any, found: datetime) -> bool:
    return found.tzinfo is UTC and 1600 <= found.year <= 9999


def _is_an_address(_: Any, found: str | None) -> bool:
    return found is None or bool(ipaddress.ip_network(found))


def _is_one_host(_: Any, host: str | None) -> bool:
    return host is None or (host.isascii() and host == host.lower() and not {*host} & {*" /%@[]\n"})


def _is_usable(_: Any, found: Settings) -> bool:
    return (found.tables_endpoint is None) != (
        found.tables_connection_string is None
    ) and 3 <= found.retention_days <= 180


def _writes_itself(given: str, found: Any) -> bool:
    return str(found) == given


PARSERS: dict[str, Parser] = {
    "shared.auth.base64url:decode": Parser(ENCODED, (ValueError,), lambda given, found: encode(found) == given),
    "shared.auth.signing_keys:_read_key": Parser(
        KEYS | VALUES, (), lambda given, key: key is None or key.key_id == given["kid"]
    ),
    "shared.auth.signing_keys:_read_key_set": Parser(BYTES),
    "shared.http.client_address:client_address": Parser(
        st.dictionaries(st.sampled_from(["client-ip", "x-forwarded-for"]), ADDRESSES),
        holds=_is_an_address,
        call=lambda function, headers: (
            function(headers, ClientAddress.FULL) and function(headers, ClientAddress.TRUNCATED)
        ),
    ),
    "shared.graph.client:_object": Parser(BYTES, (GraphFailed,), lambda _, found: isinstance(found, dict)),
    "shared.graph.links:Links.follow": Parser(
        URLS,
        (GraphRefused,),
        lambda _, found: found.startswith("/v1.0/"),
        lambda function, link: function(LINKS, link, "/v1.0/me"),
    ),
    "shared.graph.links:segment": Parser(
        NAMES, (GraphNotFound,), lambda _, found: found.isascii() and "/" not in found
    ),
    "shared.graph.readings:guid_or_none": Parser(GUIDS | VALUES),
    "shared.graph.readings:text": Parser(
        NAMES | VALUES,
        (),
        lambda _, found: found is None or 0 < len(found) <= 7,
        lambda function, value: function(value, 7),
    ),
    "shared.graph.refusals:challenged": Parser(
        pieces('claims="', '"', "eyJhIjoxfQ", "=", 'error="insufficient_claims"', ", ")
    ),
    "shared.graph.refusals:names_a_policy": Parser(BYTES),
    "shared.outbound.backoff:retry_after": Parser(
        st.none()
        | pieces("Mon, ", "23 Nov 2026", " 09:45:10", " GMT", " -0000", "+9999", "1", "0", ".", "1e9", "99999"),
        holds=lambda _, seconds: seconds is None or seconds >= 0,
        call=lambda function, header: function(header, START),
    ),
    "shared.guids:canonical_guid": Parser(GUIDS, (), lambda given, guid: guid is None or guid == given.lower()),
    "shared.identity.contact_center:_read_match": Parser(
        BYTES | MATCHES,
        (ContactCenterFailed,),
        lambda _, match: match.launch_url.startswith("https://cc.contoso.example"),
        lambda function, answer: function(answer, frozenset({"cc.contoso.example"})),
    ),
    "shared.imports.attendance:entries": Parser(VALUES, call=lambda function, value: list(function(value))),
    "shared.imports.csv_file:is_address": Parser(CELLS),
    "shared.imports.csv_times:is_clock": Parser(CELLS),
    "shared.imports.csv_times:is_moment": Parser(CELLS),
    "shared.imports.csv_times:read_duration": Parser(
        CELLS, (), lambda _, found: found is None or timedelta() <= found <= timedelta(hours=30)
    ),
    "shared.imports.csv_words:is_count": Parser(CELLS),
    "shared.imports.csv_words:is_first_name": Parser(CELLS),
    "shared.imports.csv_words:is_last_name": Parser(CELLS),
    "shared.imports.csv_words:is_registration": Parser(CELLS),
    "shared.imports.csv_words:is_title": Parser(CELLS),
    "shared.imports.csv_words:role_of": Parser(CELLS),
    "shared.imports.csv_words:without_marks": Parser(CELLS, (), lambda given, found: found[0] in given),
    "shared.imports.engagement:engagement_in": Parser(VALUES, (), lambda _, count: count >= 0),
    "shared.imports.telephones:number_in": Parser(CELLS, (), lambda _, number: number is None or len(number) <= 40),
    "shared.notice.language:negotiate_language": Parser(
        st.none() | pieces("de", "en", "-AT", ",", ";q=", "0", "1", ".5", "*", "nan"),
        holds=lambda _, language: language in {"de", "en"},
        call=lambda function, header: function(header, header),
    ),
    "shared.notice.published:read_version": Parser(
        st.text() | st.just("2023-12-13") | pieces("../", "2023-12-13", ".json"),
        (NotFound,),
        call=lambda function, version: function(version, "de"),
    ),
    "shared.persons.profiles:parse_table_name": Parser(
        IDS,
        (),
        lambda given, found: found is None or resolve_name("shared.persons.profiles:table_name")(*found) == given,
    ),
    "shared.reports.attention:names_attention_data": Parser(NAMES),
    "shared.reports.attention:refuse_attention_data": Parser(VALUES, (AttentionTrackingForbidden,)),
    "shared.reports.keys:Position.parse": Parser(IDS, (InvalidRequest,), lambda given, found: found.cursor() == given),
    "shared.reports.keys:day_of": Parser(IDS, (), lambda _, day: day is None or _is_a_day(_, day)),
    "shared.reports.mentions:is_among": Parser(
        st.binary() | VALUES, call=lambda function, people: function(people, b"digest")
    ),
    "shared.reports.minimisation:is_phone_number": Parser(CELLS),
    "shared.rights.cursor:parse": Parser(
        IDS | IDS.map(lambda rest: f"20261123094510000000.{rest}"), (InvalidRequest,), _writes_itself
    ),
    "shared.services:worker_threads": Parser(
        pieces("1", "32", "-").map(lambda text: {"PYTHON_THREADPOOL_THREAD_COUNT": text}),
        (),
        lambda _, count: 0 < count < 10_000,
    ),
    "shared.settings:load": Parser(
        ENVIRONMENTS, (BadSettings,), _is_usable, lambda function, said: function({**ENVIRONMENT, **said})
    ),
    "shared.storage.daily:parse_table_name": Parser(
        IDS, (), lambda given, found: found is None or resolve_name("shared.storage.daily:table_name")(*found) == given
    ),
    "shared.tenants.names:host_name": Parser(NAMES, (), _is_one_host),
    "shared.times:parse_compact_day": Parser(DAYS, (ValueError,), _is_a_day),
    "shared.times:parse_day": Parser(DAYS, (ValueError,), lambda given, day: day.isoformat() == given),
    "shared.times:parse_instant": Parser(TIMES, (ValueError,), _is_an_instant),
}

_ROUND_TRIP = "tests/imports/test_csv_round_trip.py::test_no_bytes_break_the_reader"
_READINGS = "tests/graph/test_readings.py::test_nothing_but_a_time_or_a_refusal_comes_of_any_value"
ELSEWHERE: dict[str, str] = {
    "shared.auth.tokens:bearer_token": "tests/auth/test_bearer_token.py::test_any_header_is_judged",
    "shared.auth.tokens:TokenValidator.validate": "tests/auth/test_any_token.py::test_any_text_is_judged",
    "shared.graph.readings:instant": _READINGS,
    "shared.imports.csv_file:read_file": _ROUND_TRIP,
    "shared.imports.csv_report:read_csv": _ROUND_TRIP,
    "shared.strict_json:parse": "tests/test_strict_json.py::test_no_bytes_raise_anything_but_the_four_refusals",
    "shared.tenants.names:domain_label": "tests/tenants/test_names.py::test_whatever_the_text_its_form_is_final",
}

NOT_PARSERS: dict[str, str] = {
    "shared.auth.key_endpoint:fetch_over_https": "fetches what _read_key_set reads",
    "shared.families:family": "looks up a name of our own",
    "shared.families:unknown_properties": "looks up names of our own",
    "shared.http.parameters:matching": "writes a pattern of our own",
    "shared.persons.profiles:table_name": "writes",
    "shared.reports.keys:Position.of": "writes",
    "shared.reports.keys:report_key": "writes",
    "shared.reports.minimisation:cut_number": "shortens what is_phone_number has let pass",
    "shared.holds.grounds:ground_in_force": "looks up a name that the body's schema has judged",
    "shared.persons.table_inventory:label_of": "writes",
    "shared.rights.items:mention_item": "shows a row of our own",
    "shared.rights.items:own_item": "shows a row of our own",
    "shared.http.csv_cells:safe_cell": "writes",
    "shared.strict_json:levels": "walks what parse has read",
    "shared.storage.daily:table_name": "writes",
    "shared.storage.rows:pack_people": "writes",
    "shared.storage.rows:person_digest": "writes",
    "shared.tenants.addresses:permitted_addresses": "judges what a resolver answers",
    "shared.outbound.connections:resolve": "asks the resolver",
}
