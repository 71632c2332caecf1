"""Given and family names by language, from the lists of Faker and Mimesis (both MIT) and GROBID's data (CC-BY 4.0).

Needs `pip install faker mimesis`; nothing but the training scripts uses them.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from grobid_headers import contents

NAME = re.compile(r"[^\W\d_][\w'’ .-]*")


@dataclass
class Names:
    """The names of one language."""

    language: str
    given: list[str] = field(default_factory=list)
    family: list[str] = field(default_factory=list)


def listed_names() -> list[Names]:
    """One entry a locale of Faker or Mimesis that has both given and family names, in a stable order."""
    found = [*_faker(), *_mimesis()]
    return [names for names in found if len(names.given) > 20 and len(names.family) > 20]


def _faker() -> Iterator[Names]:
    folder = files("faker") / "providers" / "person"
    for locale in sorted(entry.name for entry in folder.iterdir() if "." not in entry.name and entry.name[0] != "_"):
        try:
            provider: Any = import_module(f"faker.providers.person.{locale}").Provider
        except (ImportError, AttributeError):
            continue
        names = Names(locale[:2])
        for attribute, target in (("first_names", names.given), ("last_names", names.family)):
            values: set[str] = set()
            for name in dir(provider):
                if name.startswith(attribute) and not callable(getattr(provider, name)) and "romanized" not in name:
                    values |= set(_strings(getattr(provider, name)))
            target += sorted(values)
        yield names


def _mimesis() -> Iterator[Names]:
    folder = files("mimesis") / "datasets"
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        person = entry / "person.json"
        if not person.is_file():
            continue
        data = json.loads(person.read_text(encoding="utf-8"))
        names = Names(entry.name[:2])
        for key, target in (("names", names.given), ("surnames", names.family)):
            target += sorted(set(_strings(data.get(key, []))))
        yield names


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if NAME.fullmatch(value):
            yield value
    elif isinstance(value, dict):
        # Faker maps names to their frequency, Mimesis sexes to names.
        nested = [one for one in value.values() if not isinstance(one, int | float)]
        for one in nested or list(value):
            yield from _strings(one)
    elif isinstance(value, list | tuple | set):
        for one in value:
            yield from _strings(one)


def cited_names(archive: Path) -> Names:
    """Names of authors in GROBID's annotated references and headers; given ones only where they are spelt out."""
    given: Counter[str] = Counter()
    family: Counter[str] = Counter()
    for name, content in contents(archive).items():
        if not (name.endswith(".xml") and name.startswith("name/")):
            continue
        try:
            root = ElementTree.fromstring(content)
        except ElementTree.ParseError:
            continue
        for node in root.iter():
            tag, text = node.tag.rsplit("}", 1)[-1], " ".join((node.text or "").split())
            if tag in ("surname", "forename") and NAME.fullmatch(text) and not text.isupper():
                (family if tag == "surname" else given)[text] += 1
    spelt = [name for name in given if len(name) > 2 and "." not in name]
    return Names("", sorted(spelt), sorted(family))
