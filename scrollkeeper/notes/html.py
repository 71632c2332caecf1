"""HTML of another program's notes read into the blocks of ours. Pure; only sandboxed processes use it.

What ours have no block for stays as its text: colours, underlining, pictures (by their alternative text), citations.
"""

from html.parser import HTMLParser
from typing import Any

from scrollkeeper.notes.document import Block, Run
from scrollkeeper.notes.update_format import BadUpdate

MAX_HTML, MAX_NODES, MAX_DEPTH, MAX_MARKS = 1_000_000, 20_000, 12, 50
_MARKS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strike", "strike": "strike", "del": "strike",
    "code": "code",
}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = {"ul": "bulletList", "ol": "orderedList"}
# These end a paragraph and begin another.
_BREAKING = {"p", "div", "section", "article", "tr", "table", "thead", "tbody", "body", "html", "dl", "dt", "dd"}
_CELLS = {"td", "th"}
_HIDDEN = {"script", "style", "head", "title", "template"}


def read_html(html: str) -> list[Block]:
    """The blocks of a note; raises BadUpdate where it is more than a note may be."""
    if len(html) > MAX_HTML:
        raise BadUpdate(f"It has more than {MAX_HTML:,} characters.")
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.finished()


class _Reader(HTMLParser):
    """Keeps a stack of open blocks; text goes into a paragraph that is opened when it comes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Block("doc", {}, [])
        self.stack: list[tuple[str, Block]] = [("", self.root)]
        self.marks: list[tuple[str, str, Any]] = []
        self.text: Block | None = None
        self.hidden = self.nodes = 0

    def finished(self) -> list[Block]:
        blocks = [child for child in self.root.children if isinstance(child, Block)]
        return [one for one in map(_tidy, blocks) if one is not None]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag in _MARKS:
            self._mark(tag, _MARKS[tag], {})
        elif tag == "a" and attributes.get("href", "").startswith(("http://", "https://", "mailto:", "zotero:")):
            self._mark(tag, "link", {"href": attributes["href"][:2_000]})
        elif tag == "br":
            # Code has lines, and nothing else in it.
            self._add(Run("\n", {}) if self._is_in_code() else Block("hardBreak", {}, []))
        elif tag == "hr":
            self._open_in(tag, Block("horizontalRule", {}, []), keep=False)
        elif tag == "img" and attributes.get("alt"):
            self._say(attributes["alt"])
        elif tag in _HEADINGS:
            self._open_text(tag, Block("heading", {"level": _HEADINGS[tag]}, []))
        elif tag == "pre":
            self._open_text(tag, Block("codeBlock", {}, []))
        elif tag in _LISTS:
            self._open_in(tag, Block(_LISTS[tag], {}, []))
        elif tag == "li":
            self._open_item()
        elif tag == "blockquote":
            self._open_in(tag, Block("blockquote", {}, []))
        elif tag in _CELLS:
            if self.text is not None and self.text.children:
                self._say(" ")
        elif tag in _BREAKING:
            self.text = None

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _MARKS or tag == "a":
            for at in range(len(self.marks) - 1, -1, -1):
                if self.marks[at][0] == tag:
                    del self.marks[at]
                    break
        elif tag in _HEADINGS or tag == "pre" or tag in _BREAKING:
            self.text = None
        elif any(opened == tag for opened, _ in self.stack):
            while self.stack.pop()[0] != tag:
                pass
            self.text = None

    def handle_data(self, data: str) -> None:
        self._say(data)

    def _say(self, data: str) -> None:
        if self.hidden:
            return
        is_code = self._is_in_code()
        if not is_code:
            data = _spaced(data)
        if not data or (self.text is None and not data.strip()):
            return
        marks = {} if is_code else {name: value for _, name, value in self.marks}
        # Code has no other marks beside it.
        self._add(Run(data, {"code": {}} if "code" in marks else marks))

    def _is_in_code(self) -> bool:
        return self.text is not None and self.text.name == "codeBlock"

    def _mark(self, tag: str, name: str, value: Any) -> None:
        """Marks that are open count for every text in them, so that there are few."""
        if len(self.marks) < MAX_MARKS:
            self.marks.append((tag, name, value))

    def _add(self, child: Block | Run) -> None:
        self._count()
        if self.hidden:
            return
        if self.text is None:
            self.text = Block("paragraph", {}, [])
            self._holder().children.append(self.text)
        self.text.children.append(child)

    def _holder(self) -> Block:
        """Where a block goes; text that stands right in a list has an item made for it."""
        holder = self.stack[-1][1]
        if holder.name in _LISTS.values():
            item = Block("listItem", {}, [])
            holder.children.append(item)
            return item
        return holder

    def _open_text(self, tag: str, block: Block) -> None:
        self._count()
        # An item of a list begins with a paragraph.
        if self.stack[-1][1].name in ("listItem", *_LISTS.values()) and block.name == "heading":
            block = Block("paragraph", {}, [])
        self._holder().children.append(block)
        self.text = block

    def _open_in(self, tag: str, block: Block, *, keep: bool = True) -> None:
        self._count()
        self.text = None
        if len(self.stack) > MAX_DEPTH:
            return
        self._holder().children.append(block)
        if keep:
            self.stack.append((tag, block))

    def _open_item(self) -> None:
        while self.stack[-1][1].name == "listItem":
            self.stack.pop()
        if self.stack[-1][1].name in _LISTS.values():
            self._open_item_in(self.stack[-1][1])
        self.text = None

    def _open_item_in(self, holder: Block) -> None:
        self._count()
        item = Block("listItem", {}, [])
        holder.children.append(item)
        self.stack.append(("li", item))

    def _count(self) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise BadUpdate("It has more parts than a note may have.")


def _spaced(text: str) -> str:
    """White space as HTML shows it: one space for any."""
    core = " ".join(text.split())
    if not core:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + core + (" " if text[-1].isspace() else "")


def _tidy(block: Block) -> Block | None:
    """Without what is empty, and with the paragraph that a list's item must begin with."""
    children: list[Block | Run] = []
    for child in block.children:
        if isinstance(child, Run) or child.name == "hardBreak":
            children.append(child)
        elif (kept := _tidy(child)) is not None:
            children.append(kept)
    if block.name in ("bulletList", "orderedList", "listItem", "blockquote", "heading", "paragraph") and not children:
        return None
    if block.name == "listItem" and not (isinstance(children[0], Block) and children[0].name == "paragraph"):
        children.insert(0, Block("paragraph", {}, []))
    return Block(block.name, block.attributes, children)
