"""The app: registers each slice's blueprint, nothing else. The worker finds `app` in this module."""

import os

import azure.functions as func

from shared.holds import functions as holds
from shared.http import health, openapi
from shared.identity import functions as identity
from shared.imports import functions as imports
from shared.notice import functions as notice
from shared.reports import functions as reports
from shared.retention import functions as retention
from shared.rights import functions as rights
from shared.services import Services
from shared.tab import functions as tab
from shared.tenants import functions as tenants


def build_app(services: Services) -> func.FunctionApp:
    """The functions over these services."""
    api, application = services.api, func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
    for blueprint in (
        identity.blueprint(api, services.forwarding),
        reports.blueprint(api, services.reports),
        imports.blueprint(api, services.reports, services.imports),
        tenants.blueprint(api, services.registry, services.activity),
        retention.blueprint(api, services.sweep, services.status, services.evidence, services.activity, services.clock),
        holds.blueprint(api, services.hold_service, services.activity),
        rights.blueprint(api, services.rights, services.settings),
        notice.blueprint(api, services.notice_settings),
        health.blueprint(api, services.bad_settings, services.tables),
        openapi.blueprint(api),
        tab.blueprint(api),
    ):
        application.register_functions(blueprint)
    return application


app = build_app(Services(os.environ))
