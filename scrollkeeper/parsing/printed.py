"""A Document as the JSON that `scrollkeeper parse` prints."""

import json
from dataclasses import asdict
from typing import Any

from scrollkeeper.parsing.document import Document


def document_as_json(document: Document) -> dict[str, Any]:
    """The form that docs/parsing.md describes; places in points from the top-left corner of the page."""
    structure = asdict(document.structure)
    return {
        "parser": document.parser,
        "pages": [
            {
                "number": page.number,
                "width": page.width,
                "height": page.height,
                "text": page.text,
                "has_text_layer": page.has_text_layer,
                "quality": page.quality,
            }
            for page in document.pages
        ],
        **structure,
    }


def printed_json(document: Document) -> str:
    """The same document gives the same bytes."""
    return json.dumps(document_as_json(document), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
