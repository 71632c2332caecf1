"""Lengths of time as the command line takes them."""


def hours(written: str) -> float:
    """A time that a ban may last: more than none, and at most a hundred years."""
    hours = float(written)
    if not 0 < hours <= 24 * 365 * 100:
        raise ValueError
    return hours
