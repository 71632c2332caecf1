"""Finds the lines of the list of references: from its heading to the next heading that is not part of it."""

import re

from scrollkeeper.parsing.document import Line

HEADING = re.compile(
    r"^(\d+\.?\s+|[A-Z]\.\s+)?(references( and notes| cited)?|bibliography|literature( cited)?|works cited|"
    r"literatur(verzeichnis|angaben)?|quellen(verzeichnis)?|bibliographie|références|bibliografía|referencias)\s*:?$",
    re.IGNORECASE,
)
END = re.compile(
    r"^([A-Z]\.?\s+)?(appendix|appendices|anhang|supplement\w*|acknowledg\w+|author contributions?|about the authors?|"
    r"affiliations?:?|biograph\w+)\b",
    re.IGNORECASE,
)


def find_reference_lines(lines: list[Line]) -> list[Line]:
    """Lines below the last heading that names a list of references; empty where there is none."""
    flow = [line for line in lines if line.zone != "margin"]
    starts = [position for position, line in enumerate(flow) if HEADING.match(line.text.strip())]
    if not starts:
        return []
    start = starts[-1]
    heading = flow[start]
    taken: list[Line] = []
    for line in flow[start + 1 :]:
        set_apart = line.bold or (
            line.size > heading.size * 0.98 and line.size > (taken[0].size if taken else 0) * 1.05
        )
        if taken and END.match(line.text) and set_apart and len(line.text) < 60:
            break
        taken.append(line)
    return taken
