"""How many connections to the database a process may hold, and for what: a budget that is never overdrawn.

`SCROLLKEEPER_DATABASE_CONNECTIONS` is the budget of all processes of one `serve`, or of one `web` or `worker`. The
connection that LISTENs has a place of its own in it, and tells the server of the budget in its `application_name`, so
everybody can add up what all processes together may take.
"""

from dataclasses import dataclass
from typing import Any

# With fewer one process would have nothing for some of the purposes below, and `serve`, which shares them out, for one.
LEAST_OF_PROCESS = 5
LEAST = 12
# With fewer for each, one web app more would rather make requests wait; and more of them leave parsers no core.
ENOUGH_OF_WEB, MOST_WEB_APPS = 6, 4
# Of a command such as `scrollkeeper ban add`, which does one thing after the other.
OF_COMMAND = 2
# What all processes that LISTEN at this moment may take together.
BUDGETS = """
    select coalesce(sum(split_part(application_name, ' of ', 2)::int), 0) from pg_stat_activity
    where application_name ~ '^scrollkeeper (web|worker) of [0-9]{1,4}$'
"""
# How many connections the server lets us have: some are kept for its administrators.
ROOM = """
    select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true), '0')::int
"""
# What notices within a minute that the other end is gone without a word.
KEEPALIVE: dict[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


@dataclass(frozen=True, slots=True)
class Shares:
    """Connections for requests, for sessions of the system and for the job queue; one more LISTENs."""

    requests: int
    system: int
    queue: int = 0

    @property
    def total(self) -> int:
        return self.requests + self.system + self.queue + 1


def split(total: int, web_apps: int = 1) -> tuple[int, int]:
    """What each web app and the job runner of one `serve` get of its budget."""
    of_worker = max(LEAST_OF_PROCESS, total * 2 // 5)
    return (total - of_worker) // web_apps, of_worker


def web_apps_of(total: int, cores: int) -> int:
    """How many web apps one `serve` has by itself: as many as the cores and its budget are enough for."""
    enough = next((apps for apps in range(MOST_WEB_APPS, 1, -1) if split(total, apps)[0] >= ENOUGH_OF_WEB), 1)
    return max(1, min(cores, enough))


def shares_of_web(total: int) -> Shares:
    """Most are for requests; the rest for the live hub, rates, bans and what a request does for the system."""
    system = max(2, (total - 1) * 2 // 5)
    return Shares(requests=total - 1 - system, system=system)


def shares_of_worker(total: int) -> Shares:
    """The queue takes and gives back for an instant each time; jobs hold theirs for as long as a transaction lasts."""
    queue = max(1, (total - 2) // 4)
    return Shares(requests=1, queue=queue, system=total - 2 - queue)


def name_of(process: str, total: int) -> str:
    """The `application_name` of the connection that LISTENs for a process."""
    return f"scrollkeeper {process} of {total}"


def describe_room(wanted: int, room: int) -> str | None:
    """What to do where all processes together may want more than the server has; None where they fit."""
    if wanted <= room:
        return None
    return (
        f"All processes of ScrollKeeper together may take {wanted} connections, but the database gives {room}. "
        "Raise its max_connections, or lower SCROLLKEEPER_DATABASE_CONNECTIONS; until then some requests may get 503."
    )
