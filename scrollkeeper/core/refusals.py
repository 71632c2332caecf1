"""The log of refused access: who was refused what and why, bounded, so that it fills no disk.

The same refusal of the same person or address is written once a minute, and at most so many a minute in all; what was
left out is counted.
"""

import time
from collections import OrderedDict

import structlog

log = structlog.get_logger()
EVERY_SECONDS = 60.0
MOST_A_MINUTE = 120
MOST_REMEMBERED = 5_000
_written_at: OrderedDict[tuple[str, ...], float] = OrderedDict()
_minute, _in_minute, _left_out = 0, 0, 0


def note_refusal(*, route: str, status: int, why: str, address: str, person: str | None) -> None:
    """Write it down, unless the same was written just now. `why` is the name of the refusal, no words of anybody."""
    global _minute, _in_minute, _left_out
    now = time.monotonic()
    if int(now // EVERY_SECONDS) != _minute:
        _minute, _in_minute = int(now // EVERY_SECONDS), 0
    key = (person or address, route, str(status), why)
    if now - _written_at.get(key, -EVERY_SECONDS) < EVERY_SECONDS or _in_minute >= MOST_A_MINUTE:
        _left_out += 1
        return
    _written_at[key] = now
    _written_at.move_to_end(key)
    while len(_written_at) > MOST_REMEMBERED:
        _written_at.popitem(last=False)
    left_out, _left_out, _in_minute = _left_out, 0, _in_minute + 1
    log.info("access refused", route=route, status=status, why=why, address=address, person=person, left_out=left_out)
