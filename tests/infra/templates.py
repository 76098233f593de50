"""The Bicep files, parsed, and their values made plain: what the rules beside this module look at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pycep import BicepParser

    Rule = Callable[["Templates"], Iterator[str]]

ROOT = Path(__file__).parents[2]
INFRA = ROOT / "infra"
ENTRIES = ("main.bicep", "entra/main.bicep")  # what an operator deploys


@cache
def _parser() -> BicepParser:
    from pycep import BicepParser  # takes half a second to import

    return BicepParser()


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource as its template declares it; `config` is plain, that of each item where there is a loop."""

    file: str
    symbol: str
    type: str
    api_version: str
    config: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file} {self.symbol}"

    def get(self, path: str) -> Any:
        """The value at a dotted path; None where there is none."""
        value: Any = self.config
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        return value


@dataclass(frozen=True)
class Template:
    """One Bicep file; `file` is its path below infra/."""

    file: str
    text: str

    @cached_property
    def tree(self) -> dict[str, Any]:
        """What the parser makes of it."""
        return dict(_parser().parse(text=self.text))

    @property
    def parameters(self) -> dict[str, dict[str, Any]]:
        """Declared parameters by name."""
        parameters: dict[str, dict[str, Any]] = self.tree.get("parameters", {})
        return parameters

    @property
    def outputs(self) -> dict[str, dict[str, Any]]:
        """Declared outputs by name."""
        outputs: dict[str, dict[str, Any]] = self.tree.get("outputs", {})
        return outputs

    @cached_property
    def variables(self) -> dict[str, Any]:
        """The plain values of the variables."""
        return {name: self.plain(declared["value"]) for name, declared in self.tree.get("variables", {}).items()}

    @property
    def modules(self) -> dict[str, Any]:
        """Plain configurations of the modules by symbol, with `file`: the path of the module's file below infra/."""
        return {
            symbol: self.plain(_body(declared["config"])) | {"file": self._beside(declared["detail"]["path"])}
            for symbol, declared in self.tree.get("modules", {}).items()
        }

    @property
    def resources(self) -> list[Resource]:
        """The resources that the template deploys: not those that it finds."""
        return [
            Resource(
                self.file, symbol, declared["type"], declared["api_version"], self.plain(_body(declared["config"]))
            )
            for symbol, declared in self.tree.get("resources", {}).items()
            if not declared["existing"]
        ]

    def plain(self, value: Any) -> Any:
        """A value with variables replaced by what they stand for, and expressions written as Bicep writes them.

        The parser tells a string from a name as little as this does: a rule must expect either.
        """
        if isinstance(value, list):
            return [self.plain(item) for item in value]
        if isinstance(value, str):
            declared = self.tree.get("variables", {}).get(value)
            return self.plain(declared["value"]) if declared else value
        if not isinstance(value, dict):
            return value
        if set(value) == {"function"}:
            return self._call(value["function"])
        if set(value) == {"operator"}:
            return self._operation(value["operator"])
        return {str(name).strip("'"): self.plain(item) for name, item in value.items()}

    def _call(self, function: dict[str, Any]) -> Any:
        name = re.sub(r"_(\w)", lambda match: match[1].upper(), function["type"])
        parameters = function.get("parameters") or {}
        arguments = [self.plain(item) for item in parameters.values() if item is not None]
        if name == "union" and all(isinstance(item, dict) for item in arguments):
            return {key: item for part in arguments for key, item in part.items()}
        return f"{name}({', '.join(map(str, arguments))})"

    def _operation(self, operator: dict[str, Any]) -> Any:
        operands = operator["operands"]
        if operator["type"] == "property_accessor":
            return self._property(operands)
        if operator["type"] == "conditional":
            return self._either(self.plain(operands["true_value"]), self.plain(operands["false_value"]))
        for item in operands.values():
            # The parser binds `?` more tightly than a comparison: `a == b ? c : d` is `a == (b ? c : d)` to it.
            if isinstance(item, dict) and item.get("operator", {}).get("type") == "conditional":
                return self.plain(item)
        return f"{operator['type']}({', '.join(str(self.plain(item)) for item in operands.values())})"

    def _property(self, operands: dict[str, Any]) -> Any:
        value, rest = self.plain(operands["operand_1"]), operands["operand_2"]
        names = []
        while isinstance(rest, dict) and rest.get("operator", {}).get("type") == "property_accessor":
            names.append(rest["operator"]["operands"]["operand_1"])
            rest = rest["operator"]["operands"]["operand_2"]
        for name in [*names, rest]:
            value = value[name] if isinstance(value, dict) else f"{value}.{name}"
        return value

    @staticmethod
    def _either(first: Any, second: Any) -> Any:
        """Both branches of a condition: objects as one with the members of both, other values as a list of two."""
        if isinstance(first, dict) and isinstance(second, dict):
            return first | second
        return [first, second]

    def _beside(self, path: str) -> str:
        return (INFRA / self.file).parent.joinpath(path).resolve().relative_to(INFRA.resolve()).as_posix()


@dataclass(frozen=True)
class Templates:
    """Every Bicep file of the folder, by its path below infra/."""

    files: dict[str, Template]
    parameter_files: dict[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Template]:
        return iter(self.files.values())

    @property
    def resources(self) -> list[Resource]:
        """The resources of every file."""
        return [resource for template in self for resource in template.resources]

    def of_type(self, resource_type: str) -> list[Resource]:
        """The resources of one type, whatever the case of its name."""
        return [found for found in self.resources if found.type.lower() == resource_type.lower()]

    def changed(self, file: str, old: str, new: str) -> Templates:
        """The same files, in one of which each match of a regular expression is replaced.

        Raises:
            AssertionError: nothing matches: a rule would seem to find what was never there.
        """
        text, count = re.subn(old, new, self.files[file].text, flags=re.MULTILINE)
        assert count, f"{file} has nothing like {old}"
        return Templates(self.files | {file: Template(file, text)}, self.parameter_files)


def load() -> Templates:
    """What is in the folder."""
    return Templates(
        {name: Template(name, text) for name, text in _texts("*.bicep")},
        dict(_texts("*.bicepparam")),
    )


def values(value: Any) -> Iterator[tuple[str, Any]]:
    """Each scalar in a plain value, with the name it stands under ('' for one in a list)."""
    if isinstance(value, dict):
        for name, item in value.items():
            if isinstance(item, dict | list):
                yield from values(item)
            else:
                yield name, item
    elif isinstance(value, list):
        for item in value:
            yield from values(item)
    else:
        yield "", value


def _body(config: dict[str, Any]) -> dict[str, Any]:
    """The object in a loop or behind a condition."""
    while "config" in config and set(config) <= {"loop_type", "condition", "config"}:
        config = config["config"]
    return config


def _texts(pattern: str) -> Iterator[tuple[str, str]]:
    for path in sorted(INFRA.rglob(pattern)):
        yield path.relative_to(INFRA).as_posix(), path.read_text(encoding="utf-8")
