"""The parts of a web page that describe a work: its meta elements, its JSON-LD, its COinS, its title. Pure.

Takes time linear in the page's length, whatever is in it: each character is looked at once.
"""

import html
import re
from dataclasses import dataclass, field

MAX_ELEMENTS = 20_000
MAX_ELEMENT = 64 << 10
MAX_SCRIPTS = 50
_BEGIN = re.compile(r"<(!--|(?:meta|link|span|script|style|title)(?=[\s/>]))", re.IGNORECASE)
_ELEMENT = re.compile(r"""(?:"[^"]*"|'[^']*'|[^>"'])*+>""")
_ATTRIBUTE = re.compile(r"""([^\s=/>"']{1,40})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_ENDS = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "title")}


@dataclass(slots=True)
class PageParts:
    """`meta` has the contents of each name in their order, names in lower case with dots."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    coins: list[str] = field(default_factory=list)
    title: str = ""
    canonical: str = ""

    def first(self, *names: str) -> str:
        return next((value for name in names for value in self.meta.get(name, ())), "")

    def all(self, *names: str) -> list[str]:
        """The contents of the first of these names that there is."""
        return next((self.meta[name] for name in names if name in self.meta), [])


def read_parts(page: str) -> PageParts:
    """The parts of a page; what is damaged is passed over."""
    parts, at = PageParts(), 0
    for _ in range(MAX_ELEMENTS):
        begin = _BEGIN.search(page, at)
        if begin is None:
            break
        name = begin[1].lower()
        if name == "!--":
            at = page.find("-->", begin.end())
            if at < 0:
                break
            continue
        element = _ELEMENT.match(page, begin.end(), begin.end() + MAX_ELEMENT)
        if element is None:
            at = begin.end() + MAX_ELEMENT
            continue
        at = element.end()
        inside = ""
        if name in _ENDS:
            end = _ENDS[name].search(page, at)
            inside = page[at : end.start()] if end else page[at:]
            at = end.end() if end else len(page)
        _take(parts, name, _attributes(element[0]), inside)
    return parts


def _attributes(element: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(element):
        found.setdefault(name.lower(), html.unescape(double or single or bare))
    return found


def _take(parts: PageParts, name: str, attributes: dict[str, str], inside: str) -> None:
    if name == "meta":
        key = (attributes.get("name") or attributes.get("property") or "").strip().lower().replace(":", ".")
        if value := " ".join(attributes.get("content", "").split()):
            parts.meta.setdefault(key, []).append(value)
    elif name == "link" and attributes.get("rel", "").lower() == "canonical":
        parts.canonical = parts.canonical or attributes.get("href", "").strip()
    elif name == "span" and "z3988" in attributes.get("class", "").lower().split():
        parts.coins.append(attributes.get("title", ""))
    elif name == "script" and attributes.get("type", "").lower().startswith("application/ld+json"):
        if len(parts.scripts) < MAX_SCRIPTS:
            parts.scripts.append(inside)
    elif name == "title":
        parts.title = parts.title or " ".join(html.unescape(inside).split())
