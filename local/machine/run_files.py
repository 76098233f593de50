"""What a running service tells about itself, in `.dev/<port>.*`, readable by its owner only."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Description:
    """URLs without a slash at the end, absolute paths, process ids by the name of the process."""

    url: str
    host: str
    authority: str
    contact_center: str
    graph: str
    azurite: str
    teams_client: str
    certificate_authority: str
    python: str
    pid: int
    pids: dict[str, int]


@dataclass(frozen=True, slots=True)
class Files:
    """Where the description of the service on one port is kept."""

    directory: Path
    port: int

    @property
    def description(self) -> Path:
        """The description, as JSON."""
        return self.directory / f"{self.port}.json"

    @property
    def settings(self) -> Path:
        """The application settings, as KEY=VALUE lines without quotes."""
        return self.directory / f"{self.port}.env"

    @property
    def certificates(self) -> Path:
        """The directory of the run's certificates."""
        return self.directory / f"{self.port}.certificates"

    @property
    def lock(self) -> Path:
        """The lock that the running service holds; it is never deleted."""
        return self.directory / "locks" / f"run-{self.port}"

    def write(self, description: Description, settings: Mapping[str, str]) -> None:
        """Write both files; the description last, so that whoever finds it finds the settings too."""
        lines = "".join(f"{name}={value}\n" for name, value in settings.items())
        _write_private(self.settings, lines)
        _write_private(self.description, json.dumps(asdict(description), indent=2) + "\n")

    def read(self) -> Description | None:
        """The description, None when no service runs on this port."""
        try:
            return Description(**json.loads(self.description.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def remove(self) -> None:
        """Delete all of it, what an earlier run left behind included."""
        self.description.unlink(missing_ok=True)
        self.settings.unlink(missing_ok=True)
        shutil.rmtree(self.certificates, ignore_errors=True)


def _write_private(path: Path, content: str) -> None:
    new = path.with_suffix(path.suffix + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(content)
    new.replace(path)
