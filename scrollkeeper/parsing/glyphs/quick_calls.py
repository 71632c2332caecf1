"""Functions of pdfium for very many calls: they take addresses as plain numbers, and may be handed to `map`."""

import ctypes
from collections import deque
from collections.abc import Iterable
from typing import Any

import pypdfium2.raw as pdfium


def prototype(result: Any, name: str, *arguments: Any) -> Any:
    """The function of this name; ctypes passes pointers a quarter faster than what pypdfium2 declares."""
    address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def run(calls: Iterable[Any]) -> None:
    """Makes all the calls and forgets what they give."""
    deque(calls, maxlen=0)
