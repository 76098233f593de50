"""A sign-in authority, and the platform's identity endpoint, that answer as a test decides; both are asked by msal."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from local.machine.web import Certificates, Handler, Server
from shared.settings import Settings, load
from tests.support.world import ENVIRONMENT

ACCESS_TOKEN = "the-access-token"
ASSERTION = "the-assertion-of-the-identity"
SECRET = "a-made-up-secret"
TOKEN = json.dumps({"token_type": "Bearer", "expires_in": 3600, "access_token": ACCESS_TOKEN}).encode()
IDENTITY_TOKEN = json.dumps(
    {"token_type": "Bearer", "expires_on": "4102444800", "access_token": ASSERTION, "resource": "r"}
).encode()


@dataclass
class TokenServer:
    """One thing that can be asked for. While `held` is set, answers wait for it to be released."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    held: threading.Event | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, handler: Handler, parameters: dict[str, str]) -> None:
        with self.lock:
            self.asked.append(parameters)
        self.reached.set()
        if self.held is not None:
            self.held.wait(5)
        handler.answer(self.status, self.body, {"Content-Type": "application/json", **self.headers})


class SignIn(Server):
    """Answers discovery, token and identity requests; their parameters are remembered, and the tenant among them."""

    def __init__(self, certificates: Certificates | None) -> None:
        super().__init__(0, SignInHandler, certificates)
        base = f"{self.url}/e5a1c0de-0000-4000-8000-00000000000f/oauth2/v2.0"
        self.discovery = TokenServer(
            json.dumps({"authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token"}).encode()
        )
        self.token = TokenServer(TOKEN)
        self.identity = TokenServer(IDENTITY_TOKEN)


class SignInHandler(Handler):
    """One connection; it is not kept alive, so that no client is left with an open one."""

    server: SignIn

    def respond(self) -> None:
        body = self.read_body().decode()
        self.close_connection = True
        parts = urlsplit(self.path)
        if parts.path.endswith("/openid-configuration"):
            self.server.discovery.answer(self, {"tenant": parts.path.split("/")[1]})
        elif parts.path.endswith("/token"):
            self.server.token.answer(self, dict(parse_qsl(body)))
        else:
            header = {"header": self.headers.get("x-identity-header", "")}
            self.server.identity.answer(self, dict(parse_qsl(parts.query)) | header)


def signing_in_at(authority: str, **credential: str) -> Settings:
    """Settings with this authority, and with a secret unless another credential is given."""
    others = {name: value for name, value in ENVIRONMENT.items() if name != "API_CLIENT_SECRET"}
    connection = "AccountName=a;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:10002/a"
    return load(
        {
            **others,
            "TABLES_CONNECTION_STRING": connection,
            "ENTRA_AUTHORITY": authority,
            **(credential or {"API_CLIENT_SECRET": SECRET}),
        }
    )
