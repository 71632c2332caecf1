"""Which backups are kept: of each of the last days, weeks and months that have any, the newest. Pure."""

from collections.abc import Callable, Collection
from datetime import datetime

DAILY, WEEKLY, MONTHLY = 7, 4, 12


def choose_kept(
    times: Collection[datetime], *, daily: int = DAILY, weekly: int = WEEKLY, monthly: int = MONTHLY
) -> set[datetime]:
    """The times of the backups that stay; the newest always does.

    Periods without a backup do not count, so a system that stood still loses nothing by it.
    """
    newest_first = sorted(times, reverse=True)
    kept = set(newest_first[:1])
    for amount, period_of in ((daily, _day), (weekly, _week), (monthly, _month)):
        kept |= _newest_of_each(newest_first, amount, period_of)
    return kept


def _newest_of_each(
    newest_first: list[datetime], amount: int, period_of: Callable[[datetime], tuple[int, ...]]
) -> set[datetime]:
    chosen: dict[tuple[int, ...], datetime] = {}
    for one in newest_first:
        if len(chosen) == amount and period_of(one) not in chosen:
            break
        chosen.setdefault(period_of(one), one)
    return set(chosen.values())


def _day(one: datetime) -> tuple[int, ...]:
    return one.year, one.month, one.day


def _week(one: datetime) -> tuple[int, ...]:
    """By ISO 8601, from Monday on."""
    return one.isocalendar()[:2]


def _month(one: datetime) -> tuple[int, ...]:
    return one.year, one.month
