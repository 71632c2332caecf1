"""Processes that start in a moment: forked from one of each run that has imported the product, which takes seconds."""

import multiprocessing
import os
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from typing import Any

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.imported"])
Pipe = _CONTEXT.Pipe


def fork(run: Any, *arguments: Any, environment: Mapping[str, str] | None = None) -> ForkServerProcess:
    """Run this function of a module in a process of its own, with this environment or, without one, with ours."""
    process = _CONTEXT.Process(target=_run, args=(dict(environment or os.environ), run, arguments))
    process.start()
    return process


def _run(environment: dict[str, str], run: Any, arguments: tuple[Any, ...]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    run(*arguments)
