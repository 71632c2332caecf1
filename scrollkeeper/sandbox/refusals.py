"""What a sandboxed process says when it will not do what it was asked."""

from typing import ClassVar


class Refusal(Exception):
    """Base of expected refusals; `code` is stable, the docstring of a subclass is its sentence unless one is given."""

    code: ClassVar[str] = "refused"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail or (type(self).__doc__ or "").strip())
