"""Who is told of what: pure, from what each person wants and how they are part of a thread."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Kind = Literal["mention", "reply", "assigned", "thread"]
ORDER: tuple[Kind, ...] = ("assigned", "mention", "reply", "thread")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may see the thread, with what ties them to it."""

    person_id: UUID
    level: str  # all, taking_part, mentions, none: of the thread, or else of the team
    mentioned: bool = False
    takes_part: bool = False
    follows_paper: bool = False
    assigned: bool = False


def kind_for(one: Candidate, *, actor: UUID | None, begins: bool) -> Kind | None:
    """Why this person is told, the strongest reason first; None where they are not.

    Nobody is told of what they did. `begins` says that the comment is the first of its thread.
    """
    if one.person_id == actor or one.level == "none":
        return None
    if one.assigned:
        return "assigned"
    if one.mentioned:
        return "mention"
    if one.level == "mentions":
        return None
    if one.takes_part:
        return "reply"
    if begins and one.follows_paper:
        return "thread"
    if one.level == "all":
        return "thread" if begins else "reply"
    return None
