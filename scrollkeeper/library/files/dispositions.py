"""`Content-Disposition` for names that people gave their files (RFC 6266 with the encoding of RFC 8187)."""

import unicodedata
from urllib.parse import quote

MAX_NAME = 150


def content_disposition(name: str, *, attachment: bool) -> str:
    """inline or attachment, with the name in ASCII for old clients and whole for the others."""
    whole = "".join("_" if char in '/\\"' or unicodedata.category(char)[0] == "C" else char for char in name)
    whole = _shorten(whole.strip() or "paper.pdf")
    kind = "attachment" if attachment else "inline"
    folded = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode()
    # Some clients decode percent signs in the plain name, so it has none.
    plain = folded.replace("%", "_").replace('"', "_").replace("\\", "_").strip() or "paper.pdf"
    if plain == whole:
        return f'{kind}; filename="{plain}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(whole, safe='')}"


def pdf_name(name: str) -> str:
    """The name of a PDF as it is saved: "x.html" as "x.html.pdf". What it is called says nothing of what it holds, and
    a system that is asked to open it looks at its ending."""
    # Windows leaves dots and spaces at the end away.
    kept = name.rstrip(". ")
    return kept if kept.lower().endswith(".pdf") else f"{kept or 'paper'}.pdf"


def _shorten(name: str) -> str:
    if len(name) <= MAX_NAME:
        return name
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[: MAX_NAME - 10]}.{suffix}" if dot and len(suffix) < 8 else name[:MAX_NAME]
