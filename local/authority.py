"""A stand-in for Entra's sign-in authority, for development and tests only: it signs in the demo people unasked.

It serves what the service and msal ask for: the discovery document, the signing keys, the token endpoint for client
credentials; and, under /dev, tokens for the demo people.
https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

from __future__ import annotations

import argparse
import base64
import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from local import lifetime, people
from local.tokens import LIFETIME, Issuer
from local.web import Certificates, Handler, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ANY_TENANT = ("organizations", "common")


@dataclass(frozen=True, slots=True)
class Application:
    """The one registered confidential client: our API's own app registration."""

    client_id: str
    secret: str


class OAuthError(Exception):
    """An OAuth error answer (RFC 6749, 5.2) with Entra's number for it."""

    def __init__(self, error: str, number: int, sentence: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(error)
        self.error = error
        self.number = number
        self.sentence = sentence
        self.status = status


class Authority:
    """What the authority knows and decides; `url` is its origin."""

    def __init__(self, url: str, application: Application, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._application = application
        self._clock = clock
        self._issuer = Issuer(url, application.client_id)
        self._grants = {"client_credentials": self._client_credentials}

    def discovery(self, tenant: str) -> dict[str, object] | None:
        """The OpenID configuration of a tenant, or of any tenant; None for a tenant that is not known."""
        if tenant not in _ANY_TENANT and not _is_known(tenant):
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

    def token(self, tenant: str, form: Mapping[str, str]) -> dict[str, object]:
        """Answer the token endpoint.

        Raises:
            OAuthError: an unknown tenant or grant, a wrong client, or a scope that is not `<resource>/.default`.
        """
        if not _is_known(tenant):
            raise OAuthError("invalid_request", 90002, "The tenant is not known.")
        grant = self._grants.get(form.get("grant_type", ""))
        if grant is None:
            raise OAuthError("unsupported_grant_type", 70003, "The grant type is not supported here.")
        self._check_client(form)
        return grant(tenant, form)

    def user_token(self, name: str) -> str | None:
        """A token for a demo person, None when there is nobody of that name."""
        person = people.find(name)
        return None if person is None else self._issuer.user_token(person, self._clock())

    def _check_client(self, form: Mapping[str, str]) -> None:
        same_client = hmac.compare_digest(form.get("client_id", "").encode(), self._application.client_id.encode())
        same_secret = hmac.compare_digest(form.get("client_secret", "").encode(), self._application.secret.encode())
        if not (same_client and same_secret):
            raise OAuthError("invalid_client", 7000215, "The client or its secret is wrong.", HTTPStatus.UNAUTHORIZED)

    def _client_credentials(self, tenant: str, form: Mapping[str, str]) -> dict[str, object]:
        resource, default, rest = form.get("scope", "").partition("/.default")
        if not resource or not default or rest:
            raise OAuthError("invalid_scope", 1002012, "The scope must be one resource followed by /.default.")
        token = self._issuer.app_token(tenant, self._application.client_id, resource, self._clock())
        seconds = int(LIFETIME.total_seconds())
        return {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token}


class AuthorityHandler(Handler):
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
            self.answer_json(200, self.authority.token(tenant, form | credentials))
        except OAuthError as error:
            self.answer_json(
                error.status,
                {
                    "error": error.error,
                    "error_description": f"AADSTS{error.number}: {error.sentence}",
                    "error_codes": [error.number],
                    "trace_id": secrets.token_hex(16),
                    "correlation_id": secrets.token_hex(16),
                },
            )

    def _answer_document(self, document: dict[str, object] | None) -> None:
        if document is None:
            self.answer_json(400, {"error": "invalid_tenant", "error_description": "AADSTS90002: unknown tenant"})
        else:
            self.answer_json(200, document)

    def _answer_user_token(self, name: str) -> None:
        token = self.authority.user_token(name)
        if token is None:
            names = ", ".join(person.name for person in people.PEOPLE)
            self.answer(404, f"There is no {name!r}; there are {names}.".encode(), {"Content-Type": "text/plain"})
        else:
            self.answer(200, token.encode(), {"Content-Type": "text/plain", "Cache-Control": "no-store"})


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
    server = Server(port, AuthorityHandler, certificates)
    authority = Authority(server.url, application, clock)
    server.RequestHandlerClass = type("BoundAuthorityHandler", (AuthorityHandler,), {"authority": authority})
    server.start()
    return server


def _is_known(tenant: str) -> bool:
    return any(known.tid == tenant.lower() for known in people.TENANTS)


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
    parser = argparse.ArgumentParser(prog="local.authority", description="The sign-in authority for development only.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--certificates", type=Path, required=True, help="directory that local.certificates wrote")
    lifetime.add_argument(parser)
    arguments = parser.parse_args()
    application = Application(os.environ["API_CLIENT_ID"], os.environ["API_CLIENT_SECRET"])
    server = serve(arguments.port, Certificates.below(arguments.certificates), application)
    print(f"ready {server.url}", flush=True)
    lifetime.wait_for_end(with_parent=arguments.end_with_parent)
    server.close()


if __name__ == "__main__":
    main()
