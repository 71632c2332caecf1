"""Who may do what in discussions, without a database."""

from uuid import UUID, uuid4

import pytest

from scrollkeeper.annotations.policy import annotation_abilities, can_annotate, can_edit
from scrollkeeper.discussions import policy
from scrollkeeper.teams.roles import ADMIN_ROLES
from scrollkeeper.teams.scope import Scope

TEAM, ME, OTHER = uuid4(), uuid4(), uuid4()


def acting(role: str, person: UUID | None = ME) -> Scope:
    return Scope(TEAM, person, role)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("owner", True), ("admin", True), ("editor", True), ("commenter", True), ("reader", False), ("system", False)],
)
def test_commenters_and_above_annotate(role: str, allowed: bool) -> None:
    assert can_annotate(acting(role)) is allowed
    assert can_edit(acting(role), ME) is allowed
    assert policy.thread_abilities(acting(role)) == (["reply", "resolve", "assign"] if allowed else [])


@pytest.mark.parametrize("role", ["owner", "admin", "commenter"])
@pytest.mark.parametrize("author", [OTHER, None])
def test_only_the_author_edits(role: str, author: UUID | None) -> None:
    assert not can_edit(acting(role), author)
    assert not {"edit", "delete"} & set(annotation_abilities(acting(role), author))
    assert policy.comment_abilities(acting(role), author) == (["hide"] if role in ADMIN_ROLES else [])
