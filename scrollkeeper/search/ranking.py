"""The order of results: papers whose title fits, then those whose abstract or authors do, then by their best page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

# More passages of one paper than these would push other papers off the screen.
PAGES_PER_PAPER = 3
TITLE, ABOUT, PAGES = 0, 1, 2

# tier, score, when the paper was added, its id: what the results are ordered by, and what a cursor names.
GroupKey = tuple[int, float, float, UUID]


class PaperHit(NamedTuple):
    """A paper found by its title, or by its abstract and authors; `size` in bytes of these, about."""

    paper: UUID
    added: datetime
    in_title: bool
    score: float
    size: int = 0


class PageHit(NamedTuple):
    """A page found by its text, of which there are `size` bytes."""

    paper: UUID
    added: datetime
    file: UUID
    number: int
    score: float
    size: int = 0


@dataclass(slots=True)
class Group:
    """All hits of one paper."""

    paper: UUID
    added: datetime
    about: PaperHit | None = None
    pages: list[PageHit] = field(default_factory=list)

    @property
    def key(self) -> GroupKey:
        if self.about is not None:
            tier, score = (TITLE if self.about.in_title else ABOUT), self.about.score
        else:
            tier, score = PAGES, max(page.score for page in self.pages)
        return tier, -score, -self.added.timestamp(), self.paper


def group_hits(papers: Iterable[PaperHit], pages: Iterable[PageHit]) -> list[Group]:
    """Hits by paper, best paper first."""
    groups: dict[UUID, Group] = {}
    for hit in papers:
        groups[hit.paper] = Group(hit.paper, hit.added, hit)
    for page in pages:
        group = groups.get(page.paper)
        if group is None:
            group = groups[page.paper] = Group(page.paper, page.added)
        group.pages.append(page)
    return sorted(groups.values(), key=lambda group: group.key)


class Item(NamedTuple):
    """One line of the results: the paper itself or one page of it; `more` pages of it are not among the results.

    `size` is that of the text which is read for it.
    """

    key: GroupKey
    place: int
    paper: UUID
    page: PageHit | None
    more: int
    size: int = 0


def list_items(groups: Sequence[Group], *, whole: bool = False) -> list[Item]:
    """The groups line by line, the best pages of each; with `whole` all of them in their order."""
    items = []
    for group in groups:
        group.pages.sort(key=lambda page: (0.0 if whole else -page.score, page.number, page.file))
        shown = group.pages if whole else group.pages[:PAGES_PER_PAPER]
        more = len(group.pages) - len(shown)
        lines: list[PageHit | None] = [*([None] if group.about else []), *shown]
        of_paper = group.about.size if group.about else 0
        items += [
            Item(group.key, place, group.paper, page, more, page.size if page else of_paper)
            for place, page in enumerate(lines)
        ]
    return items
