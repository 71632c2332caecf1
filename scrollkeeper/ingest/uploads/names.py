"""File names as people gave them, made fit to be shown: one line, no path, nothing that hides or reverses text."""

import re
import unicodedata

MAX_NAME = 255
UNNAMED = "Untitled.pdf"
# Marks that change the direction of the text around them: "fdp.exe" could be made to look like "exe.pdf".
DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean_name(name: str) -> str:
    """At most 255 characters, the ending kept; `Untitled.pdf` where nothing is left."""
    # Lone surrogates cannot be stored, and no real name has them.
    name = unicodedata.normalize("NFC", name).encode("utf-8", "ignore").decode()
    name = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in name)
    name = DIRECTION_MARKS.sub("", name).replace("\\", "/").rstrip("/ ")
    name = " ".join(name.rsplit("/", 1)[-1].split()).strip()
    if not name.strip(". "):
        return UNNAMED
    if len(name) <= MAX_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 16:
        return name[:MAX_NAME].rstrip()
    return f"{stem[: MAX_NAME - len(ending) - 2].rstrip()}….{ending}"
