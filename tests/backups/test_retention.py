"""Which backups are kept."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scrollkeeper.backups.retention import choose_kept

NOW = datetime(2026, 12, 1, 2, 40, tzinfo=UTC)
times = st.sets(st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)), max_size=60)


def test_two_years_of_nights() -> None:
    nights = [NOW - timedelta(days=days) for days in range(730)]
    kept = sorted(choose_kept(nights), reverse=True)
    assert [(NOW - one).days for one in kept] == [
        0, 1, 2, 3, 4, 5, 6,  # days
        9, 16,  # weeks: Sundays, of which one is among the days
        31, 62, 92, 123, 154, 184, 215, 245, 276, 304,  # ends of months
    ]  # fmt: skip


def test_of_a_day_the_first_and_the_newest_three() -> None:
    """Whatever is made after a mistake, that morning's stays."""
    day = [NOW + timedelta(hours=hours) for hours in range(8)]
    assert choose_kept(day) == {day[0], *day[-3:]}
    next_day = [one + timedelta(days=1) for one in day]
    assert choose_kept(day + next_day) == {day[0], day[-1], next_day[0], *next_day[-3:]}


def test_none() -> None:
    assert choose_kept([]) == set()


@given(times)
def test_the_newest_is_kept_and_never_too_many(made: set[datetime]) -> None:
    kept = choose_kept(made)
    assert kept <= made
    assert len(kept) <= 3 + 2 * 7 + 4 + 12
    if made:
        assert max(made) in kept


@given(times)
def test_what_was_kept_is_kept_again(made: set[datetime]) -> None:
    kept = choose_kept(made)
    assert choose_kept(kept) == kept


@given(times, st.datetimes(datetime(2027, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_what_was_let_go_would_not_have_been_wanted_later(made: set[datetime], later: datetime) -> None:
    assert choose_kept(choose_kept(made) | {later}) == choose_kept(made | {later})
