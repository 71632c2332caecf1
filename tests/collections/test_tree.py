"""Paths and order of collections: pure."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.collections.tree import MAX_DEPTH, TooDeep, WithinItself, path_below, reorder

IDS = [UUID(int=number) for number in range(1, 40)]


def test_a_path_ends_with_the_collection_itself() -> None:
    assert path_below([], IDS[0]) == [IDS[0]]
    assert path_below(IDS[:2], IDS[2]) == IDS[:3]


@given(depth=st.integers(0, MAX_DEPTH), levels=st.integers(1, MAX_DEPTH))
def test_no_branch_reaches_below_the_last_level(depth: int, levels: int) -> None:
    if depth + levels > MAX_DEPTH:
        with pytest.raises(TooDeep):
            path_below(IDS[:depth], IDS[-1], levels=levels)
    else:
        assert path_below(IDS[:depth], IDS[-1], levels=levels) == [*IDS[:depth], IDS[-1]]


@given(depth=st.integers(1, MAX_DEPTH), data=st.data())
def test_nothing_lies_within_itself(depth: int, data: st.DataObject) -> None:
    own = data.draw(st.sampled_from(IDS[:depth]))
    with pytest.raises(WithinItself):
        path_below(IDS[:depth], own)


@given(siblings=st.lists(st.sampled_from(IDS), unique=True), position=st.none() | st.integers(0, 50))
def test_the_others_keep_their_order(siblings: list[UUID], position: int | None) -> None:
    ordered = reorder(siblings, IDS[0], position)
    others = [one for one in siblings if one != IDS[0]]
    assert [one for one in ordered if one != IDS[0]] == others
    assert ordered.index(IDS[0]) == (len(others) if position is None else min(position, len(others)))
