"""The composition root: wires the objects of one process. Only `function_app.py` imports it.

Wiring is cheap: nothing heavy is imported and nothing contacted until a call needs it. Every object is made once,
on first use; while a setting is bad, whatever would need it refuses instead (503 `misconfigured`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from shared.activity import ActivityLog
from shared.auth.access import Access
from shared.auth.signing_keys import SigningKeys, fetch_over_https
from shared.auth.tokens import TokenValidator
from shared.http import Api, Gate
from shared.persons.profiles import Profiles
from shared.problems import Misconfigured
from shared.settings import BadSetting, BadSettings, Settings, load
from shared.storage.client import Tables, connect
from shared.storage.daily import DailyTables
from shared.storage.deadlines import Deadlines
from shared.telemetry import Event, emit, quieten_libraries
from shared.tenants.registry import Registry
from shared.tenants.store import TenantStore
from shared.times import Clock, utc_now

if TYPE_CHECKING:
    from azure.data.tables import TableServiceClient

    from shared.identity.contact_center import ContactCenters
    from shared.identity.forwarding import Forwarding
    from shared.identity.service_tokens import ServiceTokens
    from shared.reports.service import Reports
    from shared.retention.evidence import Evidence
    from shared.retention.status import Status
    from shared.retention.sweep import Sweep

READERS = 32
"""Threads of the one pool that fans out inside requests."""

_Made = TypeVar("_Made")


class Once(Generic[_Made]):
    """Makes an object on the first call and gives the same one to every thread from then on."""

    def __init__(self, make: Callable[[], _Made]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: list[_Made] = []

    def __call__(self) -> _Made:
        if not self._made:
            with self._lock:
                if not self._made:
                    self._made.append(self._make())
        return self._made[0]


class Services:
    """Providers of everything that the slices need. Each is called for its object, never at wiring."""

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        clock: Clock = utc_now,
        connect_tables: Callable[[Settings], TableServiceClient] = connect,
        fetch_keys: Callable[[str], bytes] = fetch_over_https,
        make_service_tokens: Callable[[Settings], ServiceTokens] | None = None,
        make_contact_centers: Callable[[Settings], ContactCenters] | None = None,
    ) -> None:
        quieten_libraries()
        self.clock = clock
        self._environ = environ
        self._connect_tables = connect_tables
        self._fetch_keys = fetch_keys
        self._make_service_tokens = make_service_tokens or self._connect_authority
        self._make_contact_centers = make_contact_centers or self._connect_contact_centers
        self._bad: tuple[BadSetting, ...] = ()
        try:
            self._settings = load(environ)
        except BadSettings as error:
            self._settings, self._bad = error.usable, error.found
            self._tell_operator()

        self.api = Api(Once(self._make_gate), clock)
        self.tables = Once(lambda: Tables(self._connect_tables(self.settings())))
        self.deadlines = Once(self._make_deadlines)
        self.daily = Once(lambda: DailyTables(self.tables(), self.deadlines(), clock))
        self.activity = Once(lambda: ActivityLog(self.daily()))
        self.registry = Once(self._make_registry)
        self.profiles = Once(lambda: Profiles(self.tables(), self.registry(), clock))
        self.pool = Once(lambda: ThreadPoolExecutor(READERS, thread_name_prefix="reader"))
        self.forwarding = Once(self._make_forwarding)
        self.reports = Once(self._make_reports)
        self.evidence = Once(self._make_evidence)
        self.sweep = Once(self._make_sweep)
        self.retention_status = Once(self._make_status)

    def settings(self) -> Settings:
        """The settings, when all of them are good. Raises Misconfigured, and tells the operator."""
        if self._bad:
            self._tell_operator()
            raise Misconfigured
        return self._settings

    def notice_settings(self) -> Settings:
        """The settings for the notice, which stays readable: a bad value stands at its default."""
        return self._settings

    def bad_settings(self) -> tuple[BadSetting, ...]:
        return self._bad

    def _tell_operator(self) -> None:
        emit(Event.MISCONFIGURED, settings=", ".join(setting.name for setting in self._bad))

    def _make_gate(self) -> Gate:
        settings = self.settings()
        url = f"{settings.authority}/organizations/discovery/v2.0/keys"
        keys = SigningKeys(lambda: self._fetch_keys(url), self.clock)
        return Gate(
            TokenValidator(keys, authority=settings.authority, audience=settings.api_client_id, now=self.clock),
            Access(
                scope=settings.api_scope,
                allowed_client_ids=settings.allowed_client_ids,
                operator_tenant_id=settings.operator_tenant_id,
            ),
            settings.client_address,
        )

    def _make_deadlines(self) -> Deadlines:
        settings = self.settings()
        return Deadlines(settings.retention_days, settings.content_retention_days)

    def _make_registry(self) -> Registry:
        return Registry(TenantStore(self.tables()), self.clock, allow_loopback=self.settings().on_azurite)

    def _make_forwarding(self) -> Forwarding:
        from shared.identity.forwarding import Forwarding

        settings = self.settings()
        return Forwarding(
            self.registry(),
            self.profiles(),
            self.activity(),
            self._make_service_tokens(settings),
            self._make_contact_centers(settings),
            operator_tenant_id=settings.operator_tenant_id,
        )

    def _connect_authority(self, settings: Settings) -> ServiceTokens:
        from shared.identity.service_tokens import ServiceTokens

        return ServiceTokens(settings, self.clock)

    def _connect_contact_centers(self, settings: Settings) -> ContactCenters:
        from shared.identity.contact_center import ContactCenters

        return ContactCenters(allow_loopback=settings.on_azurite, threads=worker_threads(self._environ))

    def _make_reports(self) -> Reports:
        from shared.reports.service import Reports
        from shared.reports.store import ReportStore

        store = ReportStore(self.daily())
        return Reports(self.registry(), self.profiles(), store, self.activity(), self.deadlines(), self.pool())

    def _make_evidence(self) -> Evidence:
        from shared.retention.evidence import Evidence

        return Evidence(self.tables())

    def _make_sweep(self) -> Sweep:
        from shared.retention.lease import Lease
        from shared.retention.sweep import Sweep

        return Sweep(
            self.tables(), self.registry(), self.evidence(), Lease(self.tables()), self.deadlines(), self.clock
        )

    def _make_status(self) -> Status:
        from shared.retention.status import Status

        return Status(self.tables(), self.registry(), self.evidence(), self.deadlines())


def worker_threads(environ: Mapping[str, str]) -> int:
    """How many calls the worker runs at once: the platform's setting, else Python's default for a thread pool."""
    text = environ.get("PYTHON_THREADPOOL_THREAD_COUNT", "")
    return int(text) if text.isdigit() and int(text) else min(32, (os.cpu_count() or 1) + 4)
