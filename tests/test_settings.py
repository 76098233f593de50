"""The environment: what is taken, what is refused, and that no refusal shows a value."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from shared.settings import (
    TEAMS_CLIENT_IDS,
    BadSettings,
    ClientAddress,
    Contact,
    Settings,
    load,
)

GUID = "11111111-1111-4111-8111-111111111111"
OTHER_GUID = "22222222-2222-4222-8222-22222222ABCD"
ON_AZURITE = "AccountName=tests;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:10002/tests;"
LOCAL = {
    "TABLES_CONNECTION_STRING": ON_AZURITE,
    "API_CLIENT_ID": GUID,
    "API_CLIENT_SECRET": "for tests only",
    "OPERATOR_TENANT_ID": GUID,
}
IN_AZURE = {
    "TABLES_ENDPOINT": "https://contosocenter.table.core.windows.net",
    "AZURE_CLIENT_ID": GUID,
    "API_CLIENT_ID": GUID,
    "OPERATOR_TENANT_ID": GUID,
}


def bad(environ: dict[str, str]) -> dict[str, str]:
    """The names and reasons that `environ` is refused for."""
    with pytest.raises(BadSettings) as refused:
        load(environ)
    return {setting.name: setting.reason for setting in refused.value.found}


def test_in_azure_four_settings_are_enough() -> None:
    settings = load(IN_AZURE)

    assert settings == Settings(
        tables_endpoint="https://contosocenter.table.core.windows.net",
        tables_connection_string=None,
        managed_identity_client_id=GUID,
        api_client_id=GUID,
        api_scope="access_as_user",
        api_client_secret=None,
        allowed_client_ids=TEAMS_CLIENT_IDS,
        operator_tenant_id=GUID,
        authority="https://login.microsoftonline.com",
        graph_url="https://graph.microsoft.com/v1.0",
        retention_days=180,
        content_retention_days=None,
        client_address=ClientAddress.TRUNCATED,
        controller=settings.controller,
        data_protection_officer=settings.data_protection_officer,
    )
    assert not settings.on_azurite


@pytest.mark.clause("R2")
def test_the_controller_has_a_default() -> None:
    assert all(astuple(load(LOCAL).controller))


@pytest.mark.clause("R3")
def test_the_data_protection_officer_has_a_default() -> None:
    assert all(astuple(load(LOCAL).data_protection_officer))


def test_locally_a_connection_string_and_a_secret_take_their_place() -> None:
    settings = load(LOCAL)

    assert settings.on_azurite
    assert settings.tables_connection_string == ON_AZURITE
    assert settings.tables_endpoint is None
    assert settings.api_client_secret == "for tests only"


@pytest.mark.parametrize(
    ("name", "text", "attribute", "value"),
    [
        ("API_SCOPE", "forward.identity", "api_scope", "forward.identity"),
        ("API_CLIENT_ID", OTHER_GUID, "api_client_id", OTHER_GUID.lower()),
        ("ALLOWED_CLIENT_IDS", f" {GUID} ,{OTHER_GUID}", "allowed_client_ids", {GUID, OTHER_GUID.lower()}),
        ("ENTRA_AUTHORITY", "https://127.0.0.1:8443/", "authority", "https://127.0.0.1:8443"),
        ("GRAPH_URL", "https://graph.example/beta/", "graph_url", "https://graph.example/beta"),
        ("RETENTION_DAYS", "180", "retention_days", 180),
        ("RETENTION_DAYS", " 90 ", "retention_days", 90),
        ("RETENTION_DAYS", "3", "retention_days", 3),
        ("RETENTION_DAYS", "", "retention_days", 180),
        ("CONTENT_RETENTION_DAYS", "28", "content_retention_days", 28),
        ("CONTENT_RETENTION_DAYS", "3", "content_retention_days", 3),
        ("CLIENT_ADDRESS", "none", "client_address", ClientAddress.NONE),
        ("CLIENT_ADDRESS", "truncated", "client_address", ClientAddress.TRUNCATED),
        ("CLIENT_ADDRESS", "full", "client_address", ClientAddress.FULL),
    ],
)
def test_good_values(name: str, text: str, attribute: str, value: object) -> None:
    assert getattr(load({**LOCAL, name: text}), attribute) == value


def test_contacts_can_be_configured_part_by_part() -> None:
    settings = load({**LOCAL, "CONTROLLER_NAME": "Contoso", "DPO_CONTACT": "dpo@contoso.example"})

    assert settings.controller.name == "Contoso"
    assert settings.data_protection_officer.contact == "dpo@contoso.example"
    assert settings.controller.address == load(LOCAL).controller.address


@pytest.mark.parametrize(
    "text", ["181", "2", "1", "0", "-1", "+90", "180d", " ", "\t", "1e2", "90.0", "090", "९०", "∞"]
)
@pytest.mark.clause("R11.2a")
def test_no_setting_raises_or_confuses_the_limit(text: str) -> None:
    assert bad({**LOCAL, "RETENTION_DAYS": text}).keys() == {"RETENTION_DAYS"}


@pytest.mark.parametrize("text", ["29", "31", "180", "2", "0", "-1", "28d", " ", "one month"])
@pytest.mark.clause("R6.5")
def test_no_setting_raises_or_confuses_the_limit_of_content(text: str) -> None:
    assert bad({**LOCAL, "CONTENT_RETENTION_DAYS": text}).keys() == {"CONTENT_RETENTION_DAYS"}


@pytest.mark.parametrize("name", ["API_CLIENT_ID", "OPERATOR_TENANT_ID", "AZURE_CLIENT_ID"])
@pytest.mark.parametrize("text", ["contoso", GUID.replace("-", ""), f"{{{GUID}}}", f"{GUID}0", " "])
def test_ids_are_guids_in_the_one_form(name: str, text: str) -> None:
    assert bad({**IN_AZURE, name: text}).keys() == {name}


@pytest.mark.parametrize("text", ["contoso", f"{GUID},", f"{GUID};{OTHER_GUID}", f"{GUID} {OTHER_GUID}", " "])
def test_allowed_clients_are_guids(text: str) -> None:
    assert bad({**LOCAL, "ALLOWED_CLIENT_IDS": text}).keys() == {"ALLOWED_CLIENT_IDS"}


@pytest.mark.parametrize("text", ["two scopes", "api://x/scope", "s" * 121, " "])
def test_the_scope_is_one_name(text: str) -> None:
    assert bad({**LOCAL, "API_SCOPE": text}).keys() == {"API_SCOPE"}


@pytest.mark.parametrize("text", ["Full", "yes", "/24", " "])
def test_the_client_address_policy_is_one_of_three(text: str) -> None:
    assert bad({**LOCAL, "CLIENT_ADDRESS": text}).keys() == {"CLIENT_ADDRESS"}


@pytest.mark.parametrize("name", ["ENTRA_AUTHORITY", "GRAPH_URL"])
@pytest.mark.parametrize(
    "text",
    [
        "http://login.example",
        "login.example",
        "https://",
        "https://anna:secret@login.example",
        "https://@login.example",
        "https://login.example?x=1",
        "https://login.example?",
        "https://login.example#x",
        "https://login.example#",
        "https://login.example:0",
        "https://login.example:70000",
        "https://login.example:port",
        "https://[::1",
        "https://login .example",
        "https://login.example\n.example",
        " ",
    ],
)
def test_outside_services_are_https_urls(name: str, text: str) -> None:
    assert bad({**LOCAL, name: text}).keys() == {name}


def test_the_authority_has_no_path_of_its_own() -> None:
    assert bad({**LOCAL, "ENTRA_AUTHORITY": "https://login.example/common"}) == {
        "ENTRA_AUTHORITY": "must be an https URL without a path"
    }


@pytest.mark.parametrize("part", ["NAME", "ADDRESS", "CONTACT"])
@pytest.mark.parametrize("text", ["", "  "])
@pytest.mark.parametrize("prefix", ["CONTROLLER", "DPO"])
@pytest.mark.clause("R2", "R3")
def test_there_is_no_working_without_a_controller_or_an_officer(prefix: str, part: str, text: str) -> None:
    assert bad({**LOCAL, f"{prefix}_{part}": text}).keys() == {f"{prefix}_{part}"}


@pytest.mark.parametrize(
    "text",
    [
        "http://contosocenter.table.core.windows.net",
        "https://contosocenter.blob.core.windows.net",
        "https://contosocenter.table.core.windows.net.example",
        "https://contosocenter.table.core.windows.net/tables",
        "https://Contoso-Center.table.core.windows.net",
        " ",
    ],
)
def test_tables_are_an_azure_account(text: str) -> None:
    assert "TABLES_ENDPOINT" in bad({**IN_AZURE, "TABLES_ENDPOINT": text})


@pytest.mark.parametrize("missing", ["TABLES_ENDPOINT", "AZURE_CLIENT_ID", "API_CLIENT_ID", "OPERATOR_TENANT_ID"])
def test_what_azure_needs_is_missed(missing: str) -> None:
    environ = {name: value for name, value in IN_AZURE.items() if name != missing}

    assert bad(environ)[missing].startswith("is missing")


def test_local_use_needs_a_secret_or_an_identity() -> None:
    without = {name: value for name, value in LOCAL.items() if name != "API_CLIENT_SECRET"}

    assert bad(without).keys() == {"API_CLIENT_SECRET"}
    assert load({**without, "AZURE_CLIENT_ID": GUID}).managed_identity_client_id == GUID


def test_a_secret_beside_the_endpoint_is_refused() -> None:
    assert bad({**IN_AZURE, "API_CLIENT_SECRET": "s3cret"}).keys() == {"API_CLIENT_SECRET"}


def test_a_connection_string_beside_the_endpoint_is_refused() -> None:
    assert bad({**IN_AZURE, "TABLES_CONNECTION_STRING": ON_AZURITE}).keys() == {"TABLES_CONNECTION_STRING"}


@pytest.mark.parametrize("host", ["127.0.0.1:10002", "127.8.8.8", "[::1]:10002"])
def test_azurite_on_any_loopback_address(host: str) -> None:
    connection = f"AccountName=tests;AccountKey=a2V5;TableEndpoint=http://{host}/tests"

    assert load({**LOCAL, "TABLES_CONNECTION_STRING": connection}).on_azurite


_ACCOUNT = "AccountName=tests;AccountKey=a2V5;"


@pytest.mark.parametrize(
    "connection",
    [
        "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=a2V5;EndpointSuffix=core.windows.net",
        f"{_ACCOUNT}TableEndpoint=https://contoso.table.core.windows.net",
        f"{_ACCOUNT}TableEndpoint=http://10.0.0.4:10002/tests",
        f"{_ACCOUNT}TableEndpoint=http://localhost:10002/tests",
        f"{_ACCOUNT}TableEndpoint=http://127.0.0.1@tables.example/tests",
        f"{_ACCOUNT}TableEndpoint=http://127.0.0.1:1/t;TableSecondaryEndpoint=https://tables.example",
        f"{_ACCOUNT}BlobEndpoint=http://127.0.0.1:10000/tests",  # its tables would be in Azure
        f"{_ACCOUNT}TableEndpoint=http://[::1",
        f"{_ACCOUNT}TableEndpoint=",
        f"{_ACCOUNT}TableEndpoint",
        "TableEndpoint=http://127.0.0.1:10002/tests",
        "UseDevelopmentStorage=true",
        "127.0.0.1",
        ";;",
    ],
)
def test_connection_strings_are_for_azurite_on_this_machine_only(connection: str) -> None:
    assert bad({**LOCAL, "TABLES_CONNECTION_STRING": connection}).keys() == {"TABLES_CONNECTION_STRING"}


def test_an_operator_reads_the_whole_list_at_once() -> None:
    assert bad({}).keys() == {"TABLES_ENDPOINT", "API_CLIENT_ID", "OPERATOR_TENANT_ID"}


def test_no_refusal_shows_a_value() -> None:
    secret = "canary-5d1c"
    names = [
        *("TABLES_ENDPOINT", "TABLES_CONNECTION_STRING", "AZURE_CLIENT_ID", "API_CLIENT_ID", "API_CLIENT_SECRET"),
        *("OPERATOR_TENANT_ID", "ALLOWED_CLIENT_IDS", "ENTRA_AUTHORITY", "GRAPH_URL", "RETENTION_DAYS"),
        *("CONTENT_RETENTION_DAYS", "CLIENT_ADDRESS"),
    ]

    with pytest.raises(BadSettings) as refused:
        load(dict.fromkeys(names, f"{secret} {secret}"))

    assert {setting.name for setting in refused.value.found} == set(names) - {"API_CLIENT_SECRET"}
    assert secret not in f"{refused.value} {refused.value.found}"


def test_what_is_usable_holds_good_values_and_defaults_instead_of_bad_ones() -> None:
    environ = {"CONTROLLER_NAME": "Contoso", "RETENTION_DAYS": "9000", "ENTRA_AUTHORITY": "http://login.example"}

    with pytest.raises(BadSettings) as refused:
        load(environ)

    usable = refused.value.usable
    assert usable.controller == Contact("Contoso", load(LOCAL).controller.address, load(LOCAL).controller.contact)
    assert usable.retention_days == 180
    assert usable.authority == "https://login.microsoftonline.com"
