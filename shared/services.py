"""The composition root: wires the objects of one process. Only `function_app.py` imports it.

Wiring is cheap: nothing heavy is imported and nothing contacted until a call needs it. Every object is made once,
on first use; while a setting is bad, whatever would need it refuses instead (503 `misconfigured`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

from shared.http.api import Api
from shared.problems import Misconfigured
from shared.telemetry import Event, emit, quieten_libraries
from shared.times import Clock, utc_now

if TYPE_CHECKING:
    from shared.audit.activity import ActivityLog
    from shared.graph.client import GraphClients
    from shared.holds.holds import Holds
    from shared.holds.preserved_rows import PreservedRows
    from shared.holds.service import HoldService
    from shared.http.authentication import Authenticator
    from shared.http.rate_limits import Limits
    from shared.identity.contact_center import ContactCenters
    from shared.identity.forwarding import Forwarding
    from shared.identity.instances import Instances
    from shared.identity.service_tokens import ServiceTokens
    from shared.imports.service import Imports
    from shared.persons.erasures import ErasureRecords
    from shared.persons.profiles import Profiles
    from shared.persons.restrictions import Restrictions
    from shared.reports.mentions import Mentions
    from shared.reports.service import Reports
    from shared.retention.dropped_tables import DroppedTables
    from shared.retention.evidence import Evidence
    from shared.retention.intents import Intents
    from shared.retention.status import Status
    from shared.retention.sweep import Sweep
    from shared.rights.notifications import Notifications
    from shared.rights.service import Rights
    from shared.settings import BadSetting, Settings
    from shared.storage.daily import DailyTables
    from shared.storage.deadlines import Deadlines
    from shared.storage.tables import Tables
    from shared.tenants.registry import Registry

FAN_OUT_THREADS = 32
"""Threads of the one pool that fans out inside requests."""

_Made = TypeVar("_Made")


class Lazy(Generic[_Made]):
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


class ExternalServices:
    """What a process reaches outside itself. Tests put stand-ins of their own in its place."""

    def tables(self, settings: Settings) -> Tables:
        from shared.storage.azure_tables import AzureTables, connect

        return AzureTables(connect(settings))

    def resolve(self, host: str, port: int) -> list[str]:
        from shared.outbound.connections import resolve

        return resolve(host, port)

    def signing_keys(self, url: str) -> bytes:
        from shared.auth.key_endpoint import fetch_over_https

        return fetch_over_https(url)

    def service_tokens(self, settings: Settings, clock: Clock) -> ServiceTokens:
        from shared.identity.service_tokens import ServiceTokens

        return ServiceTokens(settings, clock)

    def contact_centers(self, settings: Settings, threads: int) -> ContactCenters:
        from shared.identity.contact_center import ContactCenters

        return ContactCenters(allow_loopback=settings.on_azurite, threads=threads, resolve=self.resolve)

    def graph(self, settings: Settings, clock: Clock) -> GraphClients:
        from shared.graph.client import GraphClients

        return GraphClients(settings, clock)


class Services:
    """Providers of everything that the slices need. Each is called for its object, never at wiring."""

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        clock: Clock = utc_now,
        monotonic: Callable[[], int] = time.monotonic_ns,
        outside: ExternalServices | None = None,
    ) -> None:
        quieten_libraries()
        self.clock = clock
        self._monotonic = monotonic
        self._environ = environ
        self._outside = outside or ExternalServices()
        self._loaded = Lazy(self._load_settings)
        self.api = Api(Lazy(self._make_gate), clock, Lazy(self._make_limits))
        self.tables = Lazy(lambda: self._outside.tables(self.settings()))
        self.deadlines = Lazy(self._make_deadlines)
        self.daily = Lazy(self._make_daily)
        self.activity = Lazy(self._make_activity)
        self.registry = Lazy(self._make_registry)
        self.profiles = Lazy(self._make_profiles)
        self.pool = Lazy(lambda: ThreadPoolExecutor(FAN_OUT_THREADS, thread_name_prefix="reader"))
        self.restrictions = Lazy(self._make_restrictions)
        self.erasures = Lazy(self._make_erasures)
        self.mentions = Lazy(self._make_mentions)
        self.instances = Lazy(self._make_instances)
        self.graph = Lazy(lambda: self._outside.graph(self.settings(), self.clock))
        self.holds = Lazy(self._make_holds)
        self.held = Lazy(self._make_held)
        self.hold_service = Lazy(self._make_hold_service)
        self.notifications = Lazy(self._make_notifications)
        self.forwarding = Lazy(self._make_forwarding)
        self.rights = Lazy(self._make_rights)
        self.reports = Lazy(self._make_reports)
        self.imports = Lazy(self._make_imports)
        self.evidence = Lazy(self._make_evidence)
        self.intents = Lazy(self._make_intents)
        self.drops = Lazy(self._make_drops)
        self.sweep = Lazy(self._make_sweep)
        self.status = Lazy(self._make_status)

    def settings(self) -> Settings:
        """The settings, when all of them are good. Raises Misconfigured, and tells the operator."""
        settings, bad = self._loaded()
        if bad:
            emit(Event.MISCONFIGURED, settings=", ".join(setting.name for setting in bad))
            raise Misconfigured
        return settings

    def notice_settings(self) -> Settings:
        """The settings for the notice, which stays readable: a bad value stands at its default."""
        return self._loaded()[0]

    def bad_settings(self) -> tuple[BadSetting, ...]:
        return self._loaded()[1]

    def _load_settings(self) -> tuple[Settings, tuple[BadSetting, ...]]:
        from shared.settings import BadSettings, load

        try:
            return load(self._environ), ()
        except BadSettings as error:
            return error.usable, error.found

    def _make_gate(self) -> Authenticator:
        from shared.auth.access import AuthorizationPolicy
        from shared.auth.signing_keys import SigningKeys
        from shared.auth.tokens import TokenValidator
        from shared.http.authentication import Authenticator

        settings = self.settings()
        url = f"{settings.authority}/organizations/discovery/v2.0/keys"
        keys = SigningKeys(lambda: self._outside.signing_keys(url), self.clock)
        return Authenticator(
            TokenValidator(keys, authority=settings.authority, audience=settings.api_client_id, now=self.clock),
            AuthorizationPolicy(
                scope=settings.api_scope,
                allowed_client_ids=settings.allowed_client_ids,
                operator_tenant_id=settings.operator_tenant_id,
            ),
            settings.client_address,
        )

    def _make_limits(self) -> Limits:
        from shared.http.rate_limits import Limits

        return Limits(worker_threads(self._environ), self._monotonic)

    def _make_daily(self) -> DailyTables:
        from shared.storage.daily import DailyTables

        return DailyTables(self.tables(), self.deadlines(), self.clock, self.drops().dropped_at)

    def _make_activity(self) -> ActivityLog:
        from shared.audit.activity import ActivityLog

        return ActivityLog(self.daily())

    def _make_profiles(self) -> Profiles:
        from shared.persons.profiles import Profiles

        return Profiles(self.tables(), self.registry(), self.clock)

    def _make_deadlines(self) -> Deadlines:
        from shared.storage.deadlines import Deadlines

        settings = self.settings()
        return Deadlines(settings.retention_days, settings.content_retention_days)

    def _make_registry(self) -> Registry:
        from shared.tenants.registry import Registry
        from shared.tenants.store import TenantStore

        return Registry(
            TenantStore(self.tables()),
            self.clock,
            allow_loopback=self.settings().on_azurite,
            resolve=self._outside.resolve,
        )

    def _make_forwarding(self) -> Forwarding:
        from shared.identity.forwarding import Forwarding

        return Forwarding(self.registry(), self.profiles(), self.restrictions(), self.activity(), self.instances())

    def _make_restrictions(self) -> Restrictions:
        from shared.persons.restrictions import Restrictions

        return Restrictions(self.tables(), self.registry(), self.deadlines())

    def _make_erasures(self) -> ErasureRecords:
        from shared.persons.erasures import ErasureRecords

        return ErasureRecords(self.tables())

    def _make_mentions(self) -> Mentions:
        from shared.reports.mentions import Mentions

        return Mentions(self.tables())

    def _make_instances(self) -> Instances:
        from shared.identity.instances import Instances

        settings = self.settings()
        return Instances(
            self._outside.service_tokens(settings, self.clock),
            self._outside.contact_centers(settings, worker_threads(self._environ)),
            operator_tenant_id=settings.operator_tenant_id,
        )

    def _make_holds(self) -> Holds:
        from shared.holds.holds import Holds

        return Holds(self.tables())

    def _make_held(self) -> PreservedRows:
        from shared.holds.preserved_rows import PreservedRows
        from shared.reports.redaction import redacted_row

        return PreservedRows(self.tables(), self.holds(), redacted_row)

    def _make_hold_service(self) -> HoldService:
        from shared.holds.service import HoldService

        return HoldService(self.tables(), self.registry(), self.erasures(), self.holds(), self.held(), self.deadlines())

    def _make_notifications(self) -> Notifications:
        from shared.rights.notifications import Notifications

        return Notifications(self.tables(), self.registry(), self.instances())

    def _make_rights(self) -> Rights:
        from shared.reports.recordings import Recordings
        from shared.rights.access import AccessService
        from shared.rights.erasure import ErasureService
        from shared.rights.rectification import RectificationService
        from shared.rights.restriction import RestrictionService
        from shared.rights.service import Rights
        from shared.rights.subjects import Subjects

        return Rights(
            access=AccessService(
                self.tables(),
                self.daily(),
                self.registry(),
                self.profiles(),
                self.restrictions(),
                self.erasures(),
                self.mentions(),
                self.holds(),
                self.held(),
                self.notifications(),
                self.pool(),
            ),
            rectification=RectificationService(
                self.tables(),
                self.daily(),
                self.registry(),
                self.profiles(),
                self.mentions(),
                self.holds(),
                self.held(),
                self.notifications(),
                self.activity(),
            ),
            erasure=ErasureService(
                self.tables(),
                self.daily(),
                self.registry(),
                self.profiles(),
                self.restrictions(),
                self.erasures(),
                self.mentions(),
                self.holds(),
                self.held(),
                self.notifications(),
                self.activity(),
            ),
            restriction=RestrictionService(
                self.registry(),
                self.profiles(),
                self.restrictions(),
                Recordings(self.tables(), self.daily(), self.mentions(), self.holds(), self.held()),
                self.hold_service(),
                self.notifications(),
                self.activity(),
            ),
            subjects=Subjects(self.registry(), self.profiles(), self.activity()),
            activity=self.activity(),
        )

    def _make_reports(self) -> Reports:
        from shared.reports.service import Reports
        from shared.reports.store import ReportStore

        store = ReportStore(self.daily())
        return Reports(
            self.registry(),
            self.profiles(),
            store,
            self.activity(),
            self.restrictions(),
            self.erasures(),
            self.holds(),
            self.held(),
            self.drops(),
            self.deadlines(),
            self.pool(),
        )

    def _make_imports(self) -> Imports:
        from shared.imports.service import Imports
        from shared.imports.usernames import UsernameLookup

        people = UsernameLookup(self.profiles(), self.pool())
        return Imports(self.reports(), self.graph(), people, threads=worker_threads(self._environ))

    def _make_evidence(self) -> Evidence:
        from shared.retention.evidence import Evidence

        return Evidence(self.tables())

    def _make_intents(self) -> Intents:
        from shared.retention.intents import Intents

        return Intents(self.tables())

    def _make_drops(self) -> DroppedTables:
        from shared.retention.dropped_tables import DroppedTables

        return DroppedTables(self.evidence(), self.intents(), self.clock)

    def _make_sweep(self) -> Sweep:
        from shared.retention.lease import Lease
        from shared.retention.offboarding import Offboarding
        from shared.retention.sweep import Sweep

        return Sweep(
            self.tables(),
            self.registry(),
            self.evidence(),
            self.intents(),
            Lease(self.tables()),
            self.hold_service(),
            self.deadlines(),
            self.clock,
            duties=(
                Offboarding(
                    self.tables(), self.daily(), self.registry(), self.holds(), self.held()
                ).offboard_ended_tenants,
                self.hold_service().end_expired_holds,
                self.rights().erasure.finish_all,
                self.rights().restriction.end_expired_restrictions,
                self.notifications().retry,
            ),
        )

    def _make_status(self) -> Status:
        from shared.retention.status import Status

        return Status(self.tables(), self.registry(), self.evidence(), self.deadlines())


def worker_threads(environ: Mapping[str, str]) -> int:
    """How many calls the worker runs at once: the platform's setting, else Python's default for a thread pool."""
    text = environ.get("PYTHON_THREADPOOL_THREAD_COUNT", "")
    return int(text) if text.isdecimal() and len(text) <= 4 and int(text) else min(32, (os.cpu_count() or 1) + 4)
