"""The import contracts in pyproject.toml: kept as things are, and broken by a trial violation of each."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VIOLATIONS = {
    "upwards": (
        "shared/storage/rows.py",
        "from shared.reports import keys\n",
        "shared.storage is not allowed to import",
    ),
    "sideways": ("shared/reports/keys.py", "from shared.identity import username\n", "shared.reports"),
    "inside a function": ("shared/times.py", "\n\ndef late():\n    from shared import settings\n", "shared.times"),
    "for types only": (
        "shared/guids.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shared import settings\n",
        "shared.guids",
    ),
    "an unplaced package": ("shared/novel/__init__.py", "", "shared.novel"),
    "routes": ("shared/tab/files.py", "from shared.notice import functions\n", "shared.tab"),
    "rows of tenants": (
        "shared/rights/items.py",
        "from shared.tenants import store\n",
        "shared.rights.items -> shared.tenants",
    ),
    "rows of reports": (
        "shared/rights/items.py",
        "from shared.reports import store\n",
        "shared.rights.items -> shared.reports",
    ),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("shared", "local"):
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "static", "versions")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False, env={"COLUMNS": "300"}
    )


@pytest.mark.slow
def test_each_contract_is_kept_and_a_violation_of_each_is_found(copy: Path) -> None:
    assert lint(copy).returncode == 0
    for what, (path, line, said) in VIOLATIONS.items():
        file = copy / path
        before = file.read_text(encoding="utf-8") if file.exists() else None
        file.parent.mkdir(exist_ok=True)
        file.write_text((before or "") + line, encoding="utf-8")

        found = lint(copy)

        assert found.returncode == 1, what
        assert said in found.stdout, what
        if before is None:
            shutil.rmtree(file.parent)
        else:
            file.write_text(before, encoding="utf-8")
