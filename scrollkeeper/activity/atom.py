"""A feed as Atom (RFC 4287), written with the standard library's XML. Pure."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

NAMESPACE = "http://www.w3.org/2005/Atom"
# Characters that XML 1.0 cannot hold, however they are written.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ET.register_namespace("", NAMESPACE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the feed; `link` is a page of ours."""

    id: str
    title: str
    author: str
    at: datetime
    link: str
    words: str


def write_atom(*, id: str, title: str, link: str, entries: Iterable[Entry]) -> bytes:
    """The whole document; the newest entry comes first and gives the feed its time."""
    listed = list(entries)
    feed = ET.Element(f"{{{NAMESPACE}}}feed")
    _add(feed, "id", id)
    _add(feed, "title", title)
    _add(feed, "updated", _time(listed[0].at if listed else datetime.now(UTC)))
    _add(feed, "link", rel="alternate", type="text/html", href=link)
    _add(feed, "generator", "ScrollKeeper")
    for one in listed:
        entry = _add(feed, "entry")
        _add(entry, "id", one.id)
        _add(entry, "title", one.title)
        _add(entry, "updated", _time(one.at))
        _add(_add(entry, "author"), "name", one.author)
        _add(entry, "link", rel="alternate", type="text/html", href=one.link)
        if one.words:
            _add(entry, "content", one.words, type="text")
    written: bytes = ET.tostring(feed, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + written


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    if text is not None:
        element.text = _FORBIDDEN.sub("\ufffd", text)
    return element


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
