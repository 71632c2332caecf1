"""Slugs and the rules of teams, without a database."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.teams import policy
from scrollkeeper.teams.roles import ROLES
from scrollkeeper.teams.scope import Scope
from scrollkeeper.teams.slugs import MAX_SLUG, slugify, with_suffix


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Müller Lab", "mueller-lab"),
        ("Équipe Nord-Est", "equipe-nord-est"),
        ("  A  ", "a"),
        ("研究室", "team"),
        ("--", "team"),
    ],
)
def test_slugs_read_like_the_name(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(st.text(max_size=300))
def test_a_slug_is_always_fit_for_an_address(name: str) -> None:
    for slug in (slugify(name), with_suffix(slugify(name))):
        assert 1 <= len(slug) <= MAX_SLUG
        assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert not slug.startswith("-")
        assert not slug.endswith("-")


def test_the_table_of_who_may_what() -> None:
    may = {
        role: (policy.can_manage_team(scope), policy.can_edit_library(scope))
        for role in ROLES
        for scope in [Scope(uuid4(), uuid4(), role)]
    }
    assert may == {
        "owner": (True, True),
        "admin": (True, True),
        "editor": (False, True),
        "commenter": (False, False),
        "reader": (False, False),
        "guest": (False, False),
    }
