"""Writes docs/permissions.md, the table of who may do what, from the predicates in every context's policy.py.

The page has a row for each predicate; its words are the first sentence of the predicate's docstring. What a predicate
is asked about beside the scope is tried with samples by the parameter's name, so a new kind of thing needs one here.
"""

import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import scrollkeeper
from scrollkeeper.ingest.uploads.models import Upload
from scrollkeeper.teams.models import INVITERS, Team
from scrollkeeper.teams.roles import ROLES
from scrollkeeper.teams.scope import Scope

PAGE = Path(__file__).parent.parent / "docs" / "permissions.md"
TEAM, ME, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
Predicate = Callable[..., bool]

# The name of a parameter → what it may be, in words. "" stands in the cell for an unconditional yes.
SAMPLES: dict[str, dict[str, Any]] = {
    "author_id": {"own": ME, "others'": OTHER},
    "upload": {"own": Upload(person_id=ME), "others'": Upload(person_id=OTHER)},
    "role": {role: role for role in ROLES},
    "team": {f"where {inviters} invite": Team(kind="team", inviters=inviters) for inviters in INVITERS},
}
INTRO = """# Who may do what

Written by `scripts/document_permissions.py` from the predicates in each context's `policy.py`; a test fails when it is
not up to date. A cell says ✓ where one may always, nothing where one never may, and otherwise in which cases.

In an archived team everybody acts as a reader; owners and admins still read its audit log and open it again, and owners
delete it. A guest may read the papers and collections that were opened to them, with all that hangs on these, and sees
nothing else of the team. What one may not see does not exist (404). Where the team or the host requires a second
factor, whoever has none may do nothing in it, whatever their role (403)."""


def find_predicates() -> Iterator[tuple[str, Predicate]]:
    """Every `can_…` of every context's policy, in the order of the files."""
    root = Path(scrollkeeper.__path__[0])
    for path in sorted(root.rglob("policy.py")):
        package = path.relative_to(root).parts[0]
        policy = importlib.import_module(".".join(("scrollkeeper", *path.relative_to(root).with_suffix("").parts)))
        for name, predicate in vars(policy).items():
            if name.startswith("can_") and getattr(predicate, "__module__", "") == policy.__name__:
                yield package, predicate


def allows(predicate: Predicate, scope: Scope, case: str | None) -> bool:
    """Whether somebody with this scope may, in the case with these words (None where there is but one)."""
    samples = [] if case is None else [SAMPLES[list(inspect.signature(predicate).parameters)[1]][case]]
    return predicate(scope, *samples)


def cell(predicate: Predicate, scope: Scope) -> str:
    """When somebody with this scope may."""
    extra = list(inspect.signature(predicate).parameters)[1:]
    if not extra:
        return "✓" if predicate(scope) else ""
    (name,) = extra
    samples = SAMPLES[name]
    allowed = [words for words in samples if allows(predicate, scope, words)]
    return "✓" if len(allowed) == len(samples) else ", ".join(allowed)


def meaning(predicate: Predicate) -> str:
    text = inspect.getdoc(predicate)
    assert text, f"{predicate.__name__} needs a docstring: it is a row of docs/permissions.md"
    return " ".join(text.split("\n\n")[0].split()).rstrip(".")


def written() -> str:
    """The page as it should be today."""
    lines = [INTRO]
    context = ""
    for package, predicate in find_predicates():
        if package != context:
            context = package
            heads = " | ".join(ROLES)
            lines += ["", f"## {package.capitalize()}", "", f"| action | {heads} |"]
            lines.append("|---|" + "---|" * len(ROLES))
        cells = " | ".join(cell(predicate, Scope(TEAM, ME, role)) for role in ROLES)
        lines.append(f"| {meaning(predicate)} (`{predicate.__name__}`) | {cells} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(written())
    sys.exit(0)
