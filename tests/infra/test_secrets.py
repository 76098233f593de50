from __future__ import annotations

from typing import TYPE_CHECKING

from tests.infra.rules import secrets
from tests.support.every import failing

if TYPE_CHECKING:
    from tests.infra.templates import Rule, Templates

DATA, APP, REGISTRATION = "modules/dataStorage.bicep", "modules/app.bicep", "entra/registration.bicep"


def test_no_secret_is_read_taken_or_written(templates: Templates) -> None:
    assert list(secrets.secrets_in_text(templates)) == []
    assert list(secrets.secret_names(templates)) == []


def test_nobody_publishes_by_password(templates: Templates) -> None:
    assert list(secrets.passwords_for_publishing(templates)) == []


def test_a_template_with_a_secret_is_found(templates: Templates) -> None:
    cases = [
        *(
            (secrets.secrets_in_text, file, r"\Z", f"\n{code}\n")
            for file, code in (
                (DATA, "var key = storage.listKeys().keys[0].value"),
                (DATA, "var key = listKeys(storage.id, '2025-01-01').keys[0].value"),
                (DATA, "var connection = 'DefaultEndpointsProtocol=https;AccountName=x'"),
                (DATA, "var connection = 'TableEndpoint=https://x;AccountKey=${x}'"),
                (DATA, "@secure()\nparam x string"),
                (DATA, "var sas = storage.listServiceSas('2025-01-01', {}).serviceSasToken"),
                (APP, "var x = vault.getSecret('x')"),
                (APP, "var x = '@Microsoft.KeyVault(SecretUri=https://x)'"),
                (REGISTRATION, "var x = {\n  passwordCredentials: []\n}"),
            )
        ),
        (secrets.secrets_in_text, "main.bicep", r"^param apiClientId", "@secure()\nparam apiClientId"),
        (secrets.secret_names, "main.bicep", r"\Z", "\nparam apiClientSecret string\n"),
        (secrets.secret_names, "main.bicep", r"\Z", "\nparam adminPassword string\n"),
        (secrets.secret_names, DATA, r"\Z", "\noutput accountKey string = 'x'\n"),
        (secrets.secret_names, APP, "'managedidentity'", "'clientsecret'"),
        (secrets.secret_names, APP, "^    API_CLIENT_ID:", "    API_CLIENT_SECRET: apiClientId\n    API_CLIENT_ID:"),
        (secrets.passwords_for_publishing, APP, "allow: false", "allow: true"),
        (secrets.passwords_for_publishing, APP, "name: 'scm'", "name: 'ftp'"),
    ]

    def check(rule: Rule, file: str, old: str, new: str) -> None:
        assert list(rule(templates.changed(file, old, new)))

    assert failing(check, cases) == []


def test_words_about_secrets_are_none(templates: Templates) -> None:
    told = templates.changed(DATA, r"\Z", "\n// Never storage.listKeys(): no AccountKey= anywhere.\n")

    assert list(secrets.secrets_in_text(told)) == []
