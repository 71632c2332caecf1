"""A note as Markdown (CommonMark with the tables and strikethrough of GitHub, and $…$ for mathematics)."""

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

from scrollkeeper.notes.document import Block, Run

_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
# What would begin a heading, a list, a quote or a rule where a line begins.
_LINE_START = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))", re.MULTILINE)
_SIGNS = {"bold": "**", "italic": "*", "strike": "~~"}
Link = Callable[[str, dict[str, object]], str | None]


def write_markdown(blocks: Sequence[Block], *, link: Link = lambda kind, attributes: None) -> str:
    """The document's text. `link` gives the address of what is cited: (`citation` or `annotation`, its attributes)."""
    return _Writer(link).blocks(blocks).strip() + "\n"


def links_below(base: str) -> Link:
    """Addresses of what is cited, below the address of its team."""

    def link(kind: str, attributes: dict[str, object]) -> str | None:
        paper, file, annotation = (
            quote(str(attributes.get(name) or ""), safe="") for name in ("paper", "file", "annotation")
        )
        if not paper:
            return None
        if kind == "annotation" and file and annotation:
            return f"{base}/papers/{paper}/read/{file}?annotation={annotation}"
        return f"{base}/papers/{paper}"

    return link


class _Writer:
    def __init__(self, link: Link) -> None:
        self.link = link

    def blocks(self, children: Sequence[Block | Run]) -> str:
        written = [self.block(child) if isinstance(child, Block) else _escape(child.text) for child in children]
        return "\n\n".join(one for one in written if one)

    def block(self, block: Block) -> str:
        match block.name:
            case "heading":
                level = max(1, min(6, _number(block.attributes.get("level"), 1)))
                return f"{'#' * level} {self.inline(block.children)}"
            case "blockquote":
                return _indent(self.blocks(block.children), "> ")
            case "bulletList" | "taskList":
                return "\n".join(self.item(child, "- ") for child in _blocks(block.children))
            case "orderedList":
                start = _number(block.attributes.get("start"), 1)
                items = enumerate(_blocks(block.children), start=start)
                return "\n".join(self.item(child, f"{number}. ") for number, child in items)
            case "codeBlock":
                return self.code(block)
            case "horizontalRule":
                return "---"
            case "table":
                return self.table(block)
            case "blockMath":
                return f"$$\n{block.attributes.get('latex', '')}\n$$"
            case "annotation":
                return self.annotation(block)
            case _:
                return self.inline(block.children)

    def item(self, item: Block, mark: str) -> str:
        box = ""
        if item.name == "taskItem":
            box = "[x] " if str(item.attributes.get("checked")).lower() == "true" else "[ ] "
        text = "\n".join(self.block(child) for child in _blocks(item.children))
        return mark + box + _indent(text, " " * len(mark)).removeprefix(" " * len(mark))

    def code(self, block: Block) -> str:
        text = "".join(child.text for child in block.children if isinstance(child, Run))
        fence = "`" * max(3, max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
        return f"{fence}{block.attributes.get('language') or ''}\n{text}\n{fence}"

    def table(self, block: Block) -> str:
        rows = [
            [self.blocks(cell.children).replace("\n", " ").replace("|", "\\|") for cell in _blocks(row.children)]
            for row in _blocks(block.children)
        ]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return ""
        padded = [row + [""] * (width - len(row)) for row in rows]
        padded.insert(1, ["---"] * width)
        return "\n".join(f"| {' | '.join(row)} |" for row in padded)

    def annotation(self, block: Block) -> str:
        quote = _indent(_escape(str(block.attributes.get("quote") or "")), "> ")
        address = self.link("annotation", block.attributes)
        label = _escape(str(block.attributes.get("label") or "annotation"))
        return f"{quote}\n>\n> — " + (f"[{label}]({address})" if address else label)

    def inline(self, children: Sequence[Block | Run]) -> str:
        return _guard_line_start("".join(self.piece(child) for child in children))

    def piece(self, child: Block | Run) -> str:
        if isinstance(child, Run):
            return self.run(child)
        match child.name:
            case "hardBreak":
                return "\\\n"
            case "inlineMath":
                return f"${child.attributes.get('latex', '')}$"
            case "citation":
                label = _escape(str(child.attributes.get("label") or "paper"))
                address = self.link("citation", child.attributes)
                return f"[{label}]({address})" if address else label
            case _:
                return self.inline(child.children)

    def run(self, run: Run) -> str:
        if "code" in run.marks:
            fence = "``" if "`" in run.text else "`"
            text = f"{fence}{run.text}{fence}"
        else:
            text = _escape(run.text)
            # A mark may not begin or end with a space in CommonMark.
            core = text.strip()
            if core:
                before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
                for name, sign in _SIGNS.items():
                    core = f"{sign}{core}{sign}" if name in run.marks else core
                text = before + core + after
        target = run.marks.get("link")
        href = str(target.get("href") or "") if isinstance(target, dict) else ""
        return f"[{text}]({_address(href)})" if href else text


def _blocks(children: Sequence[Block | Run]) -> list[Block]:
    return [child for child in children if isinstance(child, Block)]


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _guard_line_start(text: str) -> str:
    return _LINE_START.sub(
        lambda match: f"{match[1]}{match[2]}\\" if match[2].isdigit() else f"{match[1]}\\{match[2]}", text
    )


def _address(href: str) -> str:
    return re.sub(r"[()\s<>]", lambda match: f"%{ord(match[0]):02X}", href)


def _indent(text: str, mark: str) -> str:
    return "\n".join((mark + line).rstrip() for line in text.split("\n"))


def _number(value: object, otherwise: int) -> int:
    try:
        return int(float(str(value)))
    except (ValueError, OverflowError):
        return otherwise
