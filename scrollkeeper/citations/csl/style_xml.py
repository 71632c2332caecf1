"""A style that somebody brings: well-formed XML of CSL, bounded and without entities."""

from xml.parsers import expat

from scrollkeeper.citations.csl.styles import NotAStyle, Style

MAX_DEPTH, MAX_TITLE, MAX_LOCALE = 60, 200, 20
FORMATS = ("author-date", "numeric", "note", "label", "author")
NAMESPACE = "http://purl.org/net/xbiblio/csl"


def read_style(text: str) -> Style:
    """The head of a style that somebody brings: well-formed XML without entities, with a title. Raises NotAStyle."""
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise NotAStyle(f"The XML is damaged in line {error.lineno}.") from None
    if not reader.title:
        raise NotAStyle("The style has no title.")
    if reader.parent is None and not reader.formats:
        raise NotAStyle("The style says nothing about citations.")
    title = " ".join(reader.title.split())[:MAX_TITLE]
    return Style("", title, format=reader.format, parent=reader.parent, locale=reader.locale)


class _Reader:
    """What expat calls while it reads a style."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.title, self.format = "", ""
        self.parent: str | None = None
        self.locale: str | None = None
        self.formats = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.path and (name != "style" or attributes.get("xmlns") != NAMESPACE):
            raise NotAStyle("This is not a style of CSL 1.0.")
        self.path.append(name)
        if len(self.path) > MAX_DEPTH:
            raise NotAStyle("The XML is nested deeper than any style.")
        if self.path == ["style"]:
            self.locale = attributes.get("default-locale", "")[:MAX_LOCALE] or None
        elif self.path == ["style", "citation"]:
            self.formats = True
        elif self.path == ["style", "info", "category"]:
            # Other categories are of fields of science.
            found = attributes.get("citation-format")
            self.format = found if found in FORMATS else self.format
        elif self.path == ["style", "info", "link"] and attributes.get("rel") == "independent-parent":
            self.parent = attributes.get("href", "").rsplit("/", 1)[-1]

    def end(self, _: str) -> None:
        self.path.pop()

    def characters(self, text: str) -> None:
        if self.path == ["style", "info", "title"]:
            self.title += text

    def refuse(self, *_: object) -> None:
        raise NotAStyle("The XML has a document type, which no style needs.")
