"""What Azure answers and Azurite never does: tables under deletion, throttling, outages; and how often it is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from requests import PreparedRequest, Response
from urllib3.exceptions import ProtocolError

from shared.problems import StorageUnavailable, TooLarge
from shared.settings import load
from shared.storage.azure_tables import CONNECT_SECONDS, CONNECTIONS, READ_SECONDS, connect
from shared.storage.tables import (
    Create,
    Remove,
    RowChanged,
    RowExists,
    TableBeingDeleted,
    TableMissing,
    Tables,
)
from tests.storage.conftest import Account
from tests.support.azure_answers import page, refusal, refused_batch, response

TABLE = "activity20261123"
ROW = {"PartitionKey": "p", "RowKey": "1"}

REQUESTS: dict[str, Callable[[Tables], Any]] = {
    "get": lambda tables: tables.get(TABLE, "p", "1"),
    "query": lambda tables: list(tables.query(TABLE, "PartitionKey eq @p", {"p": "p"})),
    "create": lambda tables: tables.create(TABLE, ROW),
    "put": lambda tables: tables.put(TABLE, ROW),
    "replace": lambda tables: tables.replace(TABLE, ROW, "etag"),
    "remove": lambda tables: tables.remove(TABLE, "p", "1", etag="etag"),
    "transact": lambda tables: tables.transact(TABLE, [Create(ROW)]),
    "create_table": lambda tables: tables.create_table(TABLE),
    "drop_table": lambda tables: tables.drop_table(TABLE),
    "listing": lambda tables: tables.listing(),
    "ping": lambda tables: tables.ping(),
}
every_request = pytest.mark.parametrize("name", REQUESTS)


@pytest.mark.parametrize(
    ("name", "status", "code", "outcome"),
    [
        ("get", 404, "TableNotFound", None),
        ("get", 404, "ResourceNotFound", None),
        ("get", 404, "EntityNotFound", None),
        ("get", 409, "TableBeingDeleted", None),
        ("query", 404, "TableNotFound", []),
        ("query", 409, "TableBeingDeleted", []),
        ("create", 404, "TableNotFound", TableMissing),
        ("create", 409, "EntityAlreadyExists", RowExists),
        ("create", 409, "TableBeingDeleted", TableBeingDeleted),
        ("create", 400, "EntityTooLarge", TooLarge),
        ("create", 400, "PropertyValueTooLarge", TooLarge),
        ("create", 413, "RequestBodyTooLarge", TooLarge),
        ("put", 404, "TableNotFound", TableMissing),
        ("put", 409, "TableBeingDeleted", TableBeingDeleted),
        ("put", 400, "EntityTooLarge", TooLarge),
        ("put", 400, "PropertyValueTooLarge", TooLarge),
        ("put", 413, "RequestBodyTooLarge", TooLarge),
        ("replace", 412, "UpdateConditionNotSatisfied", RowChanged),
        ("replace", 412, "ConditionNotMet", RowChanged),
        ("replace", 404, "ResourceNotFound", RowChanged),
        ("replace", 404, "TableNotFound", RowChanged),
        ("replace", 409, "TableBeingDeleted", TableBeingDeleted),
        ("remove", 404, "ResourceNotFound", False),
        ("remove", 404, "TableNotFound", False),
        ("remove", 409, "TableBeingDeleted", False),
        ("remove", 412, "UpdateConditionNotSatisfied", RowChanged),
        ("create_table", 409, "TableAlreadyExists", None),
        ("create_table", 409, "TableBeingDeleted", TableBeingDeleted),
        ("drop_table", 404, "ResourceNotFound", None),
        ("drop_table", 404, "TableNotFound", None),
        ("drop_table", 409, "TableBeingDeleted", None),
    ],
)
def test_azures_codes_become_outcomes(account: Account, name: str, status: int, code: str, outcome: Any) -> None:
    account.wire.answers = lambda _: refusal(status, code)

    if isinstance(outcome, type):
        with pytest.raises(outcome):
            REQUESTS[name](account.tables)
    else:
        assert REQUESTS[name](account.tables) == outcome


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (404, "TableNotFound", TableMissing),
        (409, "EntityAlreadyExists", RowExists),
        (409, "TableBeingDeleted", TableBeingDeleted),
        (412, "UpdateConditionNotSatisfied", RowChanged),
        (404, "ResourceNotFound", RowChanged),
        (400, "EntityTooLarge", TooLarge),
        (503, "ServerBusy", StorageUnavailable),
    ],
)
def test_a_part_that_fails_is_the_outcome_of_its_transaction(
    account: Account, status: int, code: str, outcome: type[Exception]
) -> None:
    account.wire.answers = lambda _: refused_batch(status, code)

    with pytest.raises(outcome):
        account.tables.transact(TABLE, [Create(ROW), Remove("p", "2")])


def test_a_transaction_that_is_too_large_as_a_whole(account: Account) -> None:
    account.wire.answers = lambda _: refusal(413, "RequestBodyTooLarge")

    with pytest.raises(TooLarge):
        account.tables.transact(TABLE, [Create(ROW)])


@every_request
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (503, "ServerBusy"),
        (429, "TooManyRequests"),
        (500, "InternalError"),
        (500, "OperationTimedOut"),
        (403, "AuthorizationFailure"),
        (400, "InvalidInput"),
    ],
)
def test_everything_else_is_unavailable(account: Account, name: str, status: int, code: str) -> None:
    account.wire.answers = lambda _: refusal(status, code)

    with pytest.raises(StorageUnavailable):
        REQUESTS[name](account.tables)


@every_request
@pytest.mark.parametrize(
    "error",
    [
        requests.ConnectTimeout("anna.schmidt"),
        requests.ReadTimeout("anna.schmidt"),
        requests.ConnectionError(ProtocolError("Connection aborted.")),
        requests.ConnectionError("anna.schmidt"),
    ],
    ids=["connect timeout", "read timeout", "dropped", "refused"],
)
def test_a_connection_that_fails_is_unavailable(account: Account, name: str, error: Exception) -> None:
    def fail(_: PreparedRequest) -> None:
        raise error

    account.wire.answers = fail

    with pytest.raises(StorageUnavailable):
        REQUESTS[name](account.tables)


@every_request
@pytest.mark.parametrize(
    "answer",
    [
        (502, b"", "text/html"),
        (503, b"<html>anna.schmidt</html>", "text/html"),
        (400, b"[]", "application/json"),
        (400, b'{"odata.error":' * 100_000, "text/plain"),
    ],
    ids=["empty", "html", "list", "nested"],
)
def test_an_error_of_something_in_between_is_unavailable(
    account: Account, name: str, answer: tuple[int, bytes, str]
) -> None:
    account.wire.answers = lambda _: response(*answer)

    with pytest.raises(StorageUnavailable):
        REQUESTS[name](account.tables)


@pytest.mark.parametrize("name", ["get", "query", "listing", "ping"])
def test_an_answer_that_is_no_json_is_unavailable(account: Account, name: str) -> None:
    account.wire.answers = lambda _: response(200, b'{"value": [', "application/json")

    with pytest.raises(StorageUnavailable):
        REQUESTS[name](account.tables)


def test_with_table_does_not_take_a_table_under_deletion_for_a_missing_one(account: Account) -> None:
    def answers(request: PreparedRequest) -> Response:
        creates_table = str(request.url).endswith("/Tables")
        return refusal(409, "TableBeingDeleted") if creates_table else refusal(404, "TableNotFound")

    account.wire.answers = answers

    with pytest.raises(TableBeingDeleted):
        account.tables.with_table(TABLE, lambda: account.tables.create(TABLE, ROW))


def test_a_page_may_be_empty_and_yet_continue(account: Account) -> None:
    pages = [page([], next_partition="1!4!cA--"), page([], next_partition="1!4!cQ--"), page([ROW])]
    account.wire.answers = lambda _: pages.pop(0)

    assert list(account.tables.query(TABLE, "PartitionKey ne @p", {"p": ""})) == [ROW]
    assert account.wire.methods() == ["GET"] * 3


def test_a_query_that_fails_between_pages_does_not_pass_for_a_short_one(account: Account) -> None:
    pages = [page([ROW], next_partition="1!4!cQ--")]
    account.wire.answers = lambda _: pages.pop(0) if pages else refusal(403, "AuthorizationFailure")

    with pytest.raises(StorageUnavailable):
        list(account.tables.query(TABLE, "PartitionKey ne @p", {"p": ""}))


def test_the_listings_clock_is_the_answers_date(account: Account) -> None:
    account.wire.answers = lambda _: response(200, b'{"value": []}', "application/json")

    assert account.tables.listing().served_at == datetime(2026, 11, 23, 9, 45, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "attempts"),
    [
        *(("get", 4), ("query", 4), ("put", 4), ("replace", 4), ("remove", 4), ("drop_table", 4), ("ping", 4)),
        *(("create", 1), ("transact", 1), ("create_table", 1)),
    ],
)
def test_what_is_harmless_to_repeat_is_tried_four_times_when_throttled(
    account: Account, name: str, attempts: int
) -> None:
    account.wire.answers = lambda _: refusal(429, "TooManyRequests")

    with pytest.raises(StorageUnavailable):
        REQUESTS[name](account.tables)

    assert len(account.wire.seen) == attempts


@pytest.mark.parametrize(("name", "attempts"), [("get", 4), ("put", 4), ("create", 1), ("transact", 1)])
def test_what_may_have_happened_is_not_repeated_when_the_connection_drops(
    account: Account, name: str, attempts: int
) -> None:
    def drop(_: PreparedRequest) -> None:
        raise requests.ConnectionError(ProtocolError("Connection aborted."))

    account.wire.answers = drop

    with pytest.raises(StorageUnavailable):
        REQUESTS[name](account.tables)

    assert len(account.wire.seen) == attempts


@every_request
def test_a_busy_service_is_asked_four_times_with_short_pauses(account: Account, name: str) -> None:
    account.wire.answers = lambda _: refusal(503, "ServerBusy")

    with pytest.raises(StorageUnavailable):
        REQUESTS[name](account.tables)

    assert len(account.wire.seen) == 4
    assert 0 < sum(account.pauses) <= 3


@pytest.mark.parametrize("header", ["Retry-After", "retry-after-ms", "x-ms-retry-after-ms"])
@pytest.mark.parametrize("pause", ["3600000", "Wed, 01 Jan 2098 00:00:00 GMT"])
def test_nobody_waits_for_as_long_as_a_busy_service_asks(account: Account, header: str, pause: str) -> None:
    account.wire.answers = lambda _: refusal(503, "ServerBusy", **{header: pause})

    with pytest.raises(StorageUnavailable):
        account.tables.get(TABLE, "p", "1")

    assert len(account.wire.seen) == 4
    assert sum(account.pauses) <= 3


def test_what_recovers_is_not_noticed(account: Account) -> None:
    account.tables.create_table(TABLE)
    failures = [refusal(503, "ServerBusy"), refusal(500, "OperationTimedOut")]
    account.wire.answers = lambda _: failures.pop() if failures else None

    account.tables.put(TABLE, ROW)

    assert account.tables.get(TABLE, "p", "1") is not None


@every_request
def test_every_request_has_the_time_limits(account: Account, name: str) -> None:
    account.wire.answers = lambda _: refusal(403, "AuthorizationFailure")

    with pytest.raises(StorageUnavailable):
        REQUESTS[name](account.tables)

    assert account.wire.timeouts == [(CONNECT_SECONDS, READ_SECONDS)]


@pytest.mark.parametrize("where", ["in Azure", "on Azurite"])
def test_the_one_client_has_a_pool_for_every_thread_and_the_retries(where: str, azurite: str) -> None:
    ids = dict.fromkeys(("API_CLIENT_ID", "OPERATOR_TENANT_ID"), "11111111-1111-4111-8111-111111111111")
    local = {"TABLES_CONNECTION_STRING": azurite, "API_CLIENT_SECRET": "made-up"}
    azure = {"TABLES_ENDPOINT": "https://contoso.table.core.windows.net", "AZURE_CLIENT_ID": ids["API_CLIENT_ID"]}

    service = connect(load({**ids, **(azure if where == "in Azure" else local)}))

    pipeline: Any = service._client._client._pipeline
    retries = next(policy for policy in pipeline._impl_policies if hasattr(policy, "total_retries"))
    adapter = pipeline._transport.session.get_adapter(service.url)
    limits = pipeline._transport.connection_config
    assert adapter._pool_maxsize == CONNECTIONS >= 64
    assert (limits.timeout, limits.read_timeout) == (CONNECT_SECONDS, READ_SECONDS)
    assert (retries.total_retries, retries.backoff_factor, retries.backoff_max) == (3, 0.2, 2)
    assert not hasattr(service.credential, "named_key") or where == "on Azurite"
    service.close()
    pipeline._transport.session.close()
