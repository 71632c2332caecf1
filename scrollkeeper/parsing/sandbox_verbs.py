"""The questions that a locked child answers about its document."""

from collections.abc import Callable, Iterator
from typing import Any

from scrollkeeper.parsing import sandbox_probe


class Asked:
    """The document of this child, opened by the first question."""

    def __init__(self, document: Any) -> None:
        self.document = document


VERBS: dict[str, Callable[..., Any]] = {
    "probe": lambda asked, secret: sandbox_probe.attempt_all(secret),
}
