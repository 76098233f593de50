"""Which answer names what another call needs: the links of the OpenAPI document (OpenAPI 3.1, 4.8.20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Link:
    """To an operation by name. Its parameters and its body are runtime expressions over the answer."""

    to: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None


def _next(operation: str) -> Link:
    return Link(operation, {"cursor": "$response.body#/next"})


def _to_each(operations: tuple[str, ...], parameter: str, expression: str) -> tuple[Link, ...]:
    return tuple(Link(operation, {parameter: expression}) for operation in operations)


_OF_A_REPORT = ("read_report", "delete_report")
_OF_A_TENANT = ("read_tenant", "delete_tenant")
_OF_A_PERSON = (
    *("read_subject_data", "correct_subject_data", "erase_subject_data"),
    *("release_binding", "decide_restriction"),
)
_A_FACT = {"corrections": [{"item": "$response.body#/items/0/id", "property": "topic", "value": "Weekly"}]}

LINKS: Mapping[str, tuple[Link, ...]] = {
    "store_report": _to_each(_OF_A_REPORT, "reportId", "$response.body#/id"),
    "list_reports": (*_to_each(_OF_A_REPORT, "reportId", "$response.body#/reports/0/id"), _next("list_reports")),
    "read_report": (Link("delete_report", {"reportId": "$response.body#/id"}),),
    "read_my_data": (Link("correct_my_data", body=_A_FACT), _next("read_my_data")),
    "restrict_my_data": (Link("lift_my_restriction"),),
    "list_subjects": (*_to_each(_OF_A_PERSON, "oid", "$response.body#/subjects/0/oid"), _next("list_subjects")),
    "read_subject_data": (Link("correct_subject_data", {"oid": "$request.path.oid"}, _A_FACT),),
    "put_hold": (Link("release_hold", {"holdId": "$response.body#/id"}),),
    "list_holds": (Link("release_hold", {"holdId": "$response.body#/holds/0/id"}),),
    "put_tenant": _to_each(_OF_A_TENANT, "tenantId", "$response.body#/tenantId"),
    "list_tenants": _to_each(_OF_A_TENANT, "tenantId", "$response.body#/tenants/0/tenantId"),
    "retention_evidence": (_next("retention_evidence"),),
}
"""By the operation whose success they follow. An answer without the member that a link names has no such link."""
