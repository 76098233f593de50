"""The OpenAPI 3.1 document of every endpoint, made from their declarations and their models."""

from __future__ import annotations

import json
import pkgutil
import re
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

import azure.functions as func

from shared.auth.access import AllowedCallers
from shared.http.api import JSON_TYPE, PROBLEM_TYPE, Api, Operation, Request, Response
from shared.http.openapi_examples import BODIES, PARAMETERS
from shared.http.openapi_links import LINKS
from shared.http.parameters import Parameter
from shared.problems import (
    ClientNotAllowed,
    DuplicateKey,
    InsufficientScope,
    InvalidBody,
    InvalidEncoding,
    InvalidJson,
    InvalidRequest,
    InvalidToken,
    KeysUnavailable,
    Misconfigured,
    Problem,
    RoleRequired,
    StorageUnavailable,
    TooDeep,
    TooLarge,
    TooManyRequests,
    UnsupportedMediaType,
)

VERSION = "1.0.0"
_PATH_PARAMETER = re.compile(r"\{\*?([A-Za-z]+)\}")
_WITH_BODY = (
    InvalidJson, InvalidEncoding, DuplicateKey, TooDeep, TooLarge, UnsupportedMediaType, InvalidBody,
)  # fmt: skip
_AUTHENTICATED = (
    InvalidRequest, InvalidToken, InsufficientScope, ClientNotAllowed, TooManyRequests, KeysUnavailable,
    Misconfigured, StorageUnavailable,
)  # fmt: skip
_ON_EVERY_ANSWER = {
    "x-correlation-id": {"type": "string", "format": "uuid"},
    "x-content-type-options": {"type": "string", "const": "nosniff"},
    "cache-control": {"type": "string"},
}
_CHALLENGE = {"description": "RFC 6750, and Entra's claims challenge", "schema": {"type": "string"}}
_WHEN_AGAIN = {
    "description": "How many seconds to wait before the next call.",
    "schema": {"type": "integer", "minimum": 1},
}
_ON_SOME_ANSWERS = {
    401: {"www-authenticate": {"required": True, **_CHALLENGE}},
    403: {"www-authenticate": {"required": False, **_CHALLENGE}},
    429: {"retry-after": {"required": True, **_WHEN_AGAIN}},
    503: {"retry-after": {"required": False, **_WHEN_AGAIN}},
}
_PROBLEM_SCHEMA = {
    "type": "object",
    "description": "Problem details (RFC 9457). `code` is stable; no member echoes input.",
    "required": ["type", "title", "status", "detail", "code", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "instance": {"type": "string", "description": "The correlation id, as urn:uuid."},
        "ground": {"type": "string", "description": "Of `processing_restricted`: why."},
        "until": {"type": ["string", "null"], "description": "Of `processing_restricted`: the last day, if any."},
        "scopes": {
            "type": "array",
            "description": "Of `consent_required`: the permissions of Microsoft Graph that were asked for.",
            "items": {"type": "string"},
        },
        "consent": {
            "type": "object",
            "description": "Of `consent_required`: where (`authority`, `tenantId`) and to whom (`clientId`).",
            "additionalProperties": {"type": "string"},
        },
        "contacts": {
            "type": "array",
            "description": "In a refusal of a right: whom to turn to, and where to complain.",
            "items": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code"],
                "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}},
            },
        },
    },
}


def blueprint(api: Api) -> func.Blueprint:
    """openapi."""
    routes = func.Blueprint()

    @cache
    def document() -> bytes:
        return json.dumps(describe(api.operations), ensure_ascii=False, separators=(",", ":")).encode()

    @api.endpoint(
        routes,
        "openapi",
        "GET",
        "openapi.json",
        who=AllowedCallers.ANYONE,
        summary="This document",
        answers={200: None},
    )
    def openapi(_: Request) -> Response:
        return Response(body=document())

    return routes


def describe(operations: Mapping[str, Operation]) -> dict[str, Any]:
    """The document of these operations; imports every model they name."""
    schemas: dict[str, Any] = {"Problem": _PROBLEM_SCHEMA}
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations.values():
        path = _PATH_PARAMETER.sub(r"{\1}", operation.route)
        paths.setdefault(f"/api/{path}", {})[operation.method.lower()] = _describe(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Contact-centre app in Microsoft Teams",
            "version": VERSION,
            "description": "Forwards a Teams user's identity to the contact centre; keeps meeting reports for a month.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"entra": {"type": "http", "scheme": "bearer", "bearerFormat": "Entra access token v2"}},
        },
    }


def _describe(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "security": [] if operation.who is AllowedCallers.ANYONE else [{"entra": []}],
        "parameters": _parameters(operation),
        "responses": {},
    }
    if operation.body is not None:
        schema = _schema(operation.body, schemas, mode="validation")
        example = {"example": BODIES[operation.name]} if operation.name in BODIES else {}
        others = {media_type: {"schema": {"type": "string"}} for media_type in operation.other_bodies}
        described["requestBody"] = {
            "required": not operation.body_is_optional,
            "content": {JSON_TYPE: {"schema": schema, **example}, **others},
        }
    for status, model in operation.answers.items():
        answer = _answer(operation, status, model, schemas)
        described["responses"][str(status)] = answer | _headers(status) | _links(operation)
    for status, refusals in sorted(_refusals(operation).items()):
        codes = ", ".join(sorted({refusal.code for refusal in refusals}))
        problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
        described["responses"][str(status)] = {
            "description": codes,
            "content": {PROBLEM_TYPE: problem},
            **_headers(status),
        }
    return described


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    in_path = {name: operation.path.get(name, Parameter(name)) for name in _PATH_PARAMETER.findall(operation.route)}
    return [
        {
            "name": name,
            "in": place,
            "required": place == "path",
            "description": parameter.meaning,
            "schema": dict(parameter.schema),
            # The functions library leaves an empty value out.
            **({"allowEmptyValue": True} if place == "query" else {}),
            **({"example": PARAMETERS[name]} if name in PARAMETERS else {}),
        }
        for place, parameters in (("path", in_path), ("query", operation.query), ("header", operation.headers))
        for name, parameter in parameters.items()
    ]


def _answer(operation: Operation, status: int, model: str | None, schemas: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": operation.summary}
    if status == HTTPStatus.NO_CONTENT:
        return answer
    schema = _schema(model, schemas, mode="serialization") if model else {"type": "object"}
    answer["content"] = {
        media_type: {"schema": schema if media_type == JSON_TYPE else {"type": "string"}}
        for media_type in operation.media_types
    }
    return answer


def _headers(status: int) -> dict[str, Any]:
    """The headers of an answer with this status that the boundary writes."""
    of_all = {name: {"required": True, "schema": schema} for name, schema in _ON_EVERY_ANSWER.items()}
    return {"headers": of_all | _ON_SOME_ANSWERS.get(status, {})}


def _links(operation: Operation) -> dict[str, Any]:
    links = {
        link.to: {
            "operationId": link.to,
            "parameters": dict(link.parameters),
            **({"requestBody": link.body} if link.body is not None else {}),
        }
        for link in LINKS.get(operation.name, ())
    }
    return {"links": links} if links else {}


def _refusals(operation: Operation) -> dict[int, list[type[Problem]]]:
    refusals: list[type[Problem]] = [*operation.refusals, Problem]
    if operation.body is not None:
        refusals += _WITH_BODY
    if operation.who is not AllowedCallers.ANYONE:
        refusals += _AUTHENTICATED
        refusals += [RoleRequired] if operation.who is not AllowedCallers.USER else []
    by_status: dict[int, list[type[Problem]]] = {}
    for refusal in refusals:
        by_status.setdefault(refusal.status, []).append(refusal)
    return by_status


def _schema(model: str, schemas: dict[str, Any], *, mode: str) -> dict[str, Any]:
    """Put a model and what it refers to among the components, and refer to it."""
    schema: dict[str, Any] = pkgutil.resolve_name(model).model_json_schema(
        by_alias=True, mode=mode, ref_template="#/components/schemas/{model}"
    )
    schemas.update(schema.pop("$defs", {}))
    name = str(schema["title"])
    schemas[name] = schema
    return {"$ref": f"#/components/schemas/{name}"}
