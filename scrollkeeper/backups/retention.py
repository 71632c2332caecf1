"""Which backups are kept: the newest three, and of each of the last days, weeks and months that have any, the newest.

Of a day the first is kept as well: one made by hand after a mistake must not replace that morning's. Pure.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from itertools import groupby, islice

NEWEST, DAILY, WEEKLY, MONTHLY = 3, 7, 4, 12


def choose_kept(
    times: Collection[datetime], *, daily: int = DAILY, weekly: int = WEEKLY, monthly: int = MONTHLY
) -> set[datetime]:
    """The times of the backups that stay; the newest always do.

    Periods without a backup do not count, so a system that stood still loses nothing by it.
    """
    newest_first = sorted(times, reverse=True)
    kept = set(newest_first[:NEWEST])
    for amount, period_of in ((daily, _day), (weekly, _week), (monthly, _month)):
        kept |= {group[0] for group in _group(newest_first, amount, period_of)}
    return kept | {day[-1] for day in _group(newest_first, daily, _day)}


def _group(
    newest_first: list[datetime], amount: int, period_of: Callable[[datetime], tuple[int, ...]]
) -> list[list[datetime]]:
    """Those of each of the last so many periods that have any."""
    return [list(group) for _, group in islice(groupby(newest_first, period_of), amount)]


def _day(one: datetime) -> tuple[int, ...]:
    return one.year, one.month, one.day


def _week(one: datetime) -> tuple[int, ...]:
    """By ISO 8601, from Monday on."""
    return one.isocalendar()[:2]


def _month(one: datetime) -> tuple[int, ...]:
    return one.year, one.month
