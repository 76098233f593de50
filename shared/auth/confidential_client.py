"""The msal application of a tenant: our registration, as that tenant's authority knows it.

The credential is the managed identity's federated assertion; a secret exists on developers' machines only.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from msal import ConfidentialClientApplication
    from requests import Response

    from shared.settings import Settings

TIMEOUT_SECONDS = (2, 5)  # connect, read

_EXCHANGE = "api://AzureADTokenExchange"


class AssertionRefused(Exception):
    """The platform gave no assertion of the managed identity. What it said is not passed on."""


class TimedHttp:
    """What msal needs of an HTTP client, with the time limit that a session has not."""

    def __init__(self) -> None:
        from requests import Session
        from requests.adapters import HTTPAdapter
        from urllib3 import Retry

        self._session = Session()
        # As in the client that msal would make, but for reads: what hangs once is not waited for twice.
        self._session.mount("https://", HTTPAdapter(max_retries=Retry(1, read=False)))

    def get(self, url: str, **options: Any) -> Response:
        return self._session.get(url, timeout=TIMEOUT_SECONDS, **options)

    def post(self, url: str, **options: Any) -> Response:
        return self._session.post(url, timeout=TIMEOUT_SECONDS, **options)

    def close(self) -> None:
        self._session.close()


class ConfidentialClients:
    """One msal application a tenant. `options` are what msal's constructor is told beyond the registration."""

    def __init__(self, settings: Settings, **options: Any) -> None:
        self._settings = settings
        self._options = options
        self._applications: dict[str, ConfidentialClientApplication] = {}
        self._lock = Lock()

    def application(self, tenant_id: str) -> ConfidentialClientApplication:
        """The tenant's application; made on first use, for its constructor asks the authority for its metadata.

        Raises:
            requests.RequestException, msal.exceptions.MsalError, ValueError: the authority gave no metadata.
            AttributeError, LookupError, TypeError: it gave some that msal did not expect.
        """
        from msal import ConfidentialClientApplication

        with self._lock:
            application = self._applications.get(tenant_id)
        if application is None:
            application = ConfidentialClientApplication(
                self._settings.api_client_id,
                client_credential=self._credential(),
                authority=f"{self._settings.authority}/{tenant_id}",
                instance_discovery=False,
                **{"http_client": TimedHttp(), **self._options},
            )
            with self._lock:
                application = self._applications.setdefault(tenant_id, application)
        return application

    def _credential(self) -> str | dict[str, Any]:
        if self._settings.api_client_secret is not None:
            return self._settings.api_client_secret
        from msal import ManagedIdentityClient, UserAssignedManagedIdentity

        identity = ManagedIdentityClient(
            UserAssignedManagedIdentity(client_id=self._settings.managed_identity_client_id), http_client=TimedHttp()
        )

        def assertion() -> str:
            answer: dict[str, Any] = identity.acquire_token_for_client(resource=_EXCHANGE)
            token = answer.get("access_token")
            if not isinstance(token, str):
                raise AssertionRefused
            return token

        return {"client_assertion": assertion}
