"""Lists of packages for tests to get wrong, in the form that people and uv write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.supply.locked import Package, read_asked, read_locked

if TYPE_CHECKING:
    from pathlib import Path

HASH = "a" * 64
ASKED = "# why\nrequests==2.34.2\n"
LOCKED = f"""# made by uv
requests==2.34.2 \\
    --hash=sha256:{HASH} \\
    --hash=sha256:{"b" * 64}
    # via -r requirements.in
urllib3==2.8.0 ; sys_platform == 'win32' \\
    --hash=sha256:{"c" * 64}
    # via
    #   requests
    #   via-else
"""


def asked(folder: Path, text: str = ASKED) -> list[Package]:
    (folder / "requirements.in").write_text(text, encoding="utf-8")
    return read_asked(folder / "requirements.in")


def locked(folder: Path, text: str = LOCKED) -> list[Package]:
    (folder / "requirements.txt").write_text(text, encoding="utf-8")
    return read_locked(folder / "requirements.txt")
