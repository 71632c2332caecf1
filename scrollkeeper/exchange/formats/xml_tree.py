"""XML of bibliographies as a bounded tree: entities of its own are refused, nothing outside of it is ever read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from scrollkeeper.exchange.formats.entries import Unreadable

MAX_DEPTH, MAX_ELEMENTS = 100, 1_000_000
# Of texts with markup; others keep only their words.
_MARKUP = {"i": "i", "italic": "i", "b": "b", "sup": "sup", "sub": "sub", "u": None}


@dataclass(slots=True)
class Node:
    """An element: names without prefixes, its line, and what is in it in order."""

    name: str
    attributes: dict[str, str]
    line: int = 0
    parts: "list[Node | str]" = field(default_factory=list)

    def children(self, *names: str) -> "list[Node]":
        return [part for part in self.parts if isinstance(part, Node) and (not names or part.name in names)]

    def find(self, path: str) -> "Node | None":
        """The first element on a path such as titles/title."""
        found = self.all(path)
        return found[0] if found else None

    def all(self, path: str) -> "list[Node]":
        nodes = [self]
        for name in path.split("/"):
            nodes = [child for node in nodes for child in node.children(name)]
        return nodes

    def text(self, path: str = "", *, markup: bool = False) -> str:
        """The words in the element, or in the first on the path, with single spaces."""
        node = self.find(path) if path else self
        return " ".join("".join(node._pieces(markup)).split()) if node is not None else ""

    def texts(self, path: str) -> list[str]:
        return [text for node in self.all(path) if (text := node.text())]

    def _pieces(self, markup: bool) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            elif markup and (tag := _MARKUP.get(part.name.lower())):
                yield f"<{tag}>"
                yield from part._pieces(markup)
                yield f"</{tag}>"
            else:
                yield from part._pieces(markup)

    def weight(self) -> int:
        """About how many characters it would take to say all that is in the element."""
        own = sum(16 + len(value) for value in self.attributes.values())
        return 16 + own + sum(len(part) if isinstance(part, str) else part.weight() for part in self.parts)

    def descendants(self, *names: str) -> "Iterator[Node]":
        """Elements of these names wherever they are, but not within each other."""
        for child in self.children():
            if child.name in names:
                yield child
            else:
                yield from child.descendants(*names)


def parse(text: str) -> Node:
    """The root of the document; raises Unreadable with the line where it is damaged."""
    root = Node("", {})
    stack = [root]
    count = 0
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS or len(stack) > MAX_DEPTH:
            raise Unreadable("The XML has more elements, or more within each other, than any bibliography.")
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        node = Node(name.rpartition(":")[2], plain, parser.CurrentLineNumber)
        stack[-1].parts.append(node)
        stack.append(node)

    def refuse(*_: Any) -> Any:
        raise Unreadable("The XML defines entities of its own, which are not read.")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = lambda words: stack[-1].parts.append(words)
    parser.EntityDeclHandler = refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise Unreadable(f"The XML is damaged in line {error.lineno}.") from None
    return root
