"""CSL-JSON as citation programs read it: a list, each with its key as id, and dates and names as they are."""

import json
from typing import Any

from scrollkeeper.exchange.formats.writers import Metadata, Writer


def _write(metadata: Metadata, key: str) -> str:
    item: dict[str, Any] = {"id": key, "citation-key": key, **metadata}
    # Names of people here may have affiliations, which CSL does not know and its readers pass over.
    return json.dumps(item, ensure_ascii=False)


CSL_JSON = Writer(_write, begin="[\n", between=",\n", end="\n]\n")
