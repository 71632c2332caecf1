"""Locales of CSL: the words of bibliographies in some sixty languages, out of the package citeproc-py."""

import importlib.util
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path


def locale_folder() -> Path:
    """Where they lie; found without importing the package, whose data alone are used."""
    found = importlib.util.find_spec("citeproc")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).with_name("data") / "locales"


@cache
def read_locales() -> Mapping[str, str]:
    """Names of the locales by their code, each in its own language."""
    names: Mapping[str, list[str]] = json.loads((locale_folder() / "locales.json").read_text())["language-names"]
    there = {path.stem.removeprefix("locales-") for path in locale_folder().glob("locales-*.xml")}
    return {code: both[0] for code, both in sorted(names.items()) if code in there}


@cache
def _dialects() -> Mapping[str, str]:
    found: dict[str, str] = json.loads((locale_folder() / "locales.json").read_text())["primary-dialects"]
    return found


def find_locale(code: str) -> str | None:
    """The locale of this code; of a language alone its chief one."""
    return next((one for one in (code, _dialects().get(code, "")) if one in read_locales()), None)
