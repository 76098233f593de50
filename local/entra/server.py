"""A stand-in for Entra's sign-in authority, for development and tests only: it signs in the demo people unasked.

It serves what the service and msal ask for: the discovery document, the signing keys, the token endpoint. Under /dev
are tokens for the demo people, what the token endpoint was asked for, and switches: a person's consent to what our API
does in Microsoft Graph, and a challenge that their next token on their behalf meets.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from local.demo import people
from local.entra.consent import Consent
from local.entra.grants import Grants, is_known
from local.entra.oauth import OAuthError
from local.entra.tokens import Issuer
from local.machine import stand_in
from local.machine.stand_in import StandInHandler
from local.machine.web import Certificates, Server, json_object

if TYPE_CHECKING:
    from collections.abc import Callable

_ANY_TENANT = ("organizations", "common")


@dataclass(frozen=True, slots=True)
class Application:
    """The one registered confidential client: our API's own app registration."""

    client_id: str
    secret: str


class Authority:
    """What the authority knows and decides; `url` is its origin."""

    def __init__(self, url: str, application: Application, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._clock = clock
        self._issuer = Issuer(url, application.client_id)
        self.consent = Consent()
        self.grants = Grants(application.client_id, application.secret, self._issuer, self.consent, clock)

    def discovery(self, tenant: str) -> dict[str, object] | None:
        """The OpenID configuration of a tenant, or of any tenant; None for a tenant that is not known."""
        if tenant not in _ANY_TENANT and not is_known(tenant):
            return None
        base = f"{self._url}/{tenant}"
        return {
            "issuer": self._issuer.issuer("{tenantid}" if tenant in _ANY_TENANT else tenant),
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "jwks_uri": f"{base}/discovery/v2.0/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, object]:
        """The signing keys of every tenant."""
        return self._issuer.keys()

    def user_token(self, name: str) -> str | None:
        """A token for a demo person, None when there is nobody of that name."""
        person = people.find(name)
        return None if person is None else self._issuer.user_token(person, self._clock())


class AuthorityHandler(StandInHandler):
    """One connection to the authority."""

    authority: Authority

    def respond(self) -> None:
        """Route by the method and by what follows the tenant in the path."""
        body = self.read_body()
        parts = urlsplit(self.path)
        tenant, _, rest = parts.path.removeprefix("/").partition("/")
        match (self.command, rest):
            case ("GET", "token") if tenant == "dev":
                self._answer_user_token(dict(parse_qsl(parts.query)).get("name", ""))
            case ("GET", "asked") if tenant == "dev":
                self.answer_json(200, self.authority.grants.asked())
            case ("POST", "consent" | "challenge") if tenant == "dev":
                self._switch(rest, body)
            case ("GET", "v2.0/.well-known/openid-configuration"):
                self._answer_document(self.authority.discovery(tenant))
            case ("GET", "discovery/v2.0/keys"):
                self._answer_document(self.authority.keys())
            case ("POST", "oauth2/v2.0/token"):
                self._answer_grant(tenant, dict(parse_qsl(body.decode("utf-8", "replace"))))
            case _:
                self.answer(404)

    def _answer_grant(self, tenant: str, form: dict[str, str]) -> None:
        credentials = _basic_credentials(self.headers.get("authorization", ""))
        try:
            self.answer_json(200, self.authority.grants.token(tenant, form | credentials))
        except OAuthError as error:
            self.answer_json(error.status, error.body())

    def _answer_document(self, document: dict[str, object] | None) -> None:
        if document is None:
            self.answer_json(400, {"error": "invalid_tenant", "error_description": "AADSTS90002: unknown tenant"})
        else:
            self.answer_json(200, document)

    def _answer_user_token(self, name: str) -> None:
        token = self.authority.user_token(name)
        if token is None:
            self._answer_nobody(name)
        else:
            self.answer_text(200, token)

    def _switch(self, what: str, body: bytes) -> None:
        """`{"name": …}` is challenged; `{"name": …, "granted": false}` has not consented, with true has."""
        members = json_object(body)
        name, granted = str(members.get("name", "")), members.get("granted")
        person = people.find(name)
        if person is None:
            self._answer_nobody(name)
        elif what == "challenge":
            self.authority.consent.challenge(person)
            self.answer(204)
        elif isinstance(granted, bool):
            self.authority.consent.change(person, granted=granted)
            self.answer(204)
        else:
            self.answer_text(400, "granted is true or false")

    def _answer_nobody(self, name: str) -> None:
        names = ", ".join(person.name for person in people.PEOPLE)
        self.answer_text(404, f"There is no {name!r}; there are {names}.")


def serve(
    port: int,
    certificates: Certificates,
    application: Application,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Server:
    """Serve an authority on 127.0.0.1 in a thread of its own; port 0 takes a free one.

    Raises:
        OSError: the port is in use.
    """
    return stand_in.serve(
        port, AuthorityHandler, certificates, lambda url: {"authority": Authority(url, application, clock)}
    )


def _basic_credentials(header: str) -> dict[str, str]:
    """Client id and secret from HTTP Basic, form-decoded as RFC 6749, 2.3.1 asks; nothing when there are none."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return {}
    return {"client_id": unquote(name), "client_secret": unquote(secret)}


def main() -> None:
    """Serve until told to end. The client comes from API_CLIENT_ID and API_CLIENT_SECRET."""
    application = Application(os.environ["API_CLIENT_ID"], os.environ["API_CLIENT_SECRET"])
    stand_in.run(
        "The sign-in authority for development only.",
        lambda arguments, certificates: serve(arguments.port, certificates, application),
    )


if __name__ == "__main__":
    main()
