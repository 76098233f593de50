"""`dev.py bench`: which benchmarks there are, what a run leaves, and with which code it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from bench import __main__ as command
from bench.measuring import Scale, most
from bench.results import Result
from tests.support.every import failing

MISSED = Result("a figure", 9.0, baseline=1.0, bound=most(3))
REACHED = Result("a figure", 2.0, baseline=1.0, bound=most(3))


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where a run writes; it leaves this process's signals alone."""
    monkeypatch.setattr(command, "RESULTS", tmp_path / "RESULTS.md")
    monkeypatch.setattr(command, "end_on_signals", lambda: None)
    return tmp_path / "RESULTS.md"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Callable[[Result], list[Scale]]:
    """Makes `sample` the one benchmark; the scales that it is run with come back."""

    def make(result: Result) -> list[Scale]:
        scales: list[Scale] = []
        module = ModuleType("bench.sample", "A sample beside nothing.")

        def run(scale: Scale) -> list[Result]:
            scales.append(scale)
            return [result]

        module.run = run  # type: ignore[attr-defined]  # a benchmark as a module has it
        monkeypatch.setitem(sys.modules, "bench.sample", module)
        monkeypatch.setattr(command, "NAMES", ("sample",))
        return scales

    return make


def test_a_benchmark_says_what_it_measures_and_can_be_run() -> None:
    def check(name: str) -> None:
        module = import_module(f"bench.{name}")

        assert len(module.__doc__ or "") > 100
        assert callable(module.run)

    assert failing(check, command.NAMES) == []


def test_a_run_of_all_writes_what_it_found(benchmark: Callable[[Result], list[Scale]], results: Path) -> None:
    scales = benchmark(REACHED)

    assert command.main([]) == 0

    assert scales == [Scale.FULL]
    assert "## sample\n\nA sample beside nothing.\n\n| what" in results.read_text(encoding="utf-8")


def test_a_figure_that_misses_its_bound_fails_the_run(
    benchmark: Callable[[Result], list[Scale]], results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    benchmark(MISSED)

    assert command.main([]) == 1

    assert "| NO" in results.read_text(encoding="utf-8")
    assert "Not reached: a figure." in capsys.readouterr().err


def test_a_run_of_some_is_judged_and_writes_nothing(
    benchmark: Callable[[Result], list[Scale]], results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    benchmark(MISSED)

    assert command.main(["sample"]) == 1

    assert not results.exists()
    assert "| a figure |" in capsys.readouterr().out


def test_a_small_run_judges_nothing_and_writes_nothing(
    benchmark: Callable[[Result], list[Scale]], results: Path
) -> None:
    scales = benchmark(MISSED)

    assert command.main(["--small"]) == 0

    assert scales == [Scale.SMALL]
    assert not results.exists()


@pytest.mark.usefixtures("results")
def test_an_unknown_benchmark_is_refused(
    benchmark: Callable[[Result], list[Scale]], capsys: pytest.CaptureFixture[str]
) -> None:
    scales = benchmark(REACHED)

    with pytest.raises(SystemExit):
        command.main(["sample", "another"])

    assert "there is no benchmark another; there are sample" in capsys.readouterr().err
    assert scales == []
