"""That there is no secret: none is read, made, taken or put into a setting."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.infra.templates import values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.infra.templates import Templates

_COMMENT = re.compile(r"(^|\s)//.*$|^\s*@description\(.*\)$", re.MULTILINE)
_FORBIDDEN = {
    "reads keys": r"\blist\w*\s*\(",
    "takes a secret": r"@\s*(?:sys\s*\.\s*)?secure\s*\(",
    "reads a vault": r"\bgetSecret\s*\(|Microsoft\.KeyVault|@Microsoft\.KeyVault",
    "has a key": r"(?i)AccountKey\s*=|SharedAccess(?:Key|Signature)|DefaultEndpointsProtocol|[?&]sig=",
    "gives the registration a secret": r"(?i)\b(?:passwordCredentials|keyCredentials|clientSecret)\b",
    "publishes by password": r"publishingCredentials\b|publishingProfile",
}
_SECRET_NAME = re.compile(
    r"(?i)secret|passw|credential$|(?:^|_)pwd|(?:account|access|shared|api|host|function|master)_?keys?$"
)
# By identity: says how the host asks for tokens, not with what.
_BY_IDENTITY = {"AzureWebJobsStorage__credential": "managedidentity"}


def secrets_in_text(templates: Templates) -> Iterator[str]:
    """Nothing in a template or a parameter file reads, takes or writes a secret."""
    texts = {template.file: template.text for template in templates} | templates.parameter_files
    for name, text in texts.items():
        code = _COMMENT.sub("", text)
        yield from (f"{name}: {what}" for what, pattern in _FORBIDDEN.items() if re.search(pattern, code))


def secret_names(templates: Templates) -> Iterator[str]:
    """No parameter, output or member is named like a secret."""
    for template in templates:
        for kind, names in (("parameter", template.parameters), ("output", template.outputs)):
            yield from (f"{template.file}: the {kind} {name}" for name in names if _SECRET_NAME.search(name))
        for resource in template.resources:
            for name, value in values(resource.config):
                if _SECRET_NAME.search(name) and _BY_IDENTITY.get(name) != value:
                    yield f"{resource}: {name}"


def passwords_for_publishing(templates: Templates) -> Iterator[str]:
    """Publishing by user name and password is off, by both of its ways."""
    off = {
        policy.get("name")
        for policy in templates.of_type("Microsoft.Web/sites/basicPublishingCredentialsPolicies")
        if policy.get("properties.allow") is False and policy.get("parent") == "app"
    }
    yield from (f"publishing by password over {way} is not off" for way in ("ftp", "scm") if way not in off)
