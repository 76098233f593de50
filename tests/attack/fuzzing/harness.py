"""One run of the fuzzer, in a process of its own: atheris takes the process over, and ends it.

    python -m tests.attack.fuzzing.harness (token|csv) CORPUS [--plant] [options of libFuzzer]

A target has `seeds`, the inputs that the search begins with; `judge`, which raises where an input shows a fault; and
`plant`, which puts a fault into the service, so that it can be seen that the search finds one.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def main(arguments: list[str]) -> None:
    name, corpus, *options = arguments
    atheris = import_module("atheris")  # by its name: it is built for Linux only, and has no types
    with atheris.instrument_imports(include=["shared"]):
        target = import_module(f"tests.attack.fuzzing.{name}_target")
    for number, seed in enumerate(target.seeds()):
        (Path(corpus) / f"{number:03}").write_bytes(seed)
    if "--plant" in options:
        options.remove("--plant")
        target.plant()
    atheris.Setup([sys.argv[0], *options, corpus], target.judge)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
