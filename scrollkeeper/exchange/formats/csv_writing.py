"""CSL-JSON written as a table for spreadsheets, which csv_table.py reads again."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

from scrollkeeper.exchange.formats.dates import iso
from scrollkeeper.exchange.formats.names import written
from scrollkeeper.exchange.formats.writers import Metadata, Writer

COLUMNS = {
    "Key": "", "Item Type": "type", "Title": "title", "Authors": "author", "Editors": "editor",
    "Translators": "translator", "Date": "issued",
    "Publication Title": "container-title", "Volume": "volume", "Issue": "issue", "Pages": "page", "DOI": "DOI",
    "PMID": "PMID", "PMCID": "PMCID", "arXiv": "arxiv", "ISBN": "ISBN", "ISSN": "ISSN", "URL": "URL",
    "Publisher": "publisher",
    "Place": "publisher-place", "Series": "collection-title", "Edition": "edition", "Language": "language",
    "Keywords": "keyword", "Abstract": "abstract", "Notes": "note",
}  # fmt: skip
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = re.compile(r"^[=+\-@\t\r]")


def _writer(custom: Sequence[str]) -> Writer:
    """With a column after the others for each custom field of these names."""

    def write(metadata: Metadata, key: str) -> str:
        values = metadata.get("custom") or {}
        cells = [_cell(metadata.get(field)) if field else key for field in COLUMNS.values()]
        return _line(cells + [_cell(values.get(name)) for name in custom])

    # Spreadsheets take UTF-8 for what it is only with the mark at the beginning.
    header = _line([*COLUMNS, *map(_cell, custom)])
    return Writer(write, begin="\ufeff" + header, between="", with_columns=_writer)


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        text = iso(value)
    elif isinstance(value, list):
        # One name alone needs the sign that parts names, too.
        text = "; ".join(written(name) for name in value) + (";" if len(value) == 1 else "")
    else:
        text = str(value or "")
    return f"'{text}" if _FORMULA.match(text) else text


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


CSV = _writer([])
