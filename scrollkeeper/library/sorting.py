"""Orders of the list of papers: by one column or by several, and what comes after a given row in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, case, func, literal, or_, select, tuple_

from scrollkeeper.accounts.models import Person
from scrollkeeper.core.paging import Int4
from scrollkeeper.library.models import STATUSES, Paper

MOST_COLUMNS = 3
_ADDER = func.coalesce(select(Person.name).where(Person.id == Paper.added_by_id).scalar_subquery(), "")
# column → (what to order by, the type of its values in a cursor)
_COLUMNS: dict[str, tuple[Any, Any]] = {
    "added": (Paper.added_at, datetime),
    "title": (Paper.title_key, str),
    "author": (Paper.author_key, str),
    "year": (func.coalesce(Paper.year, 0), Int4),
    "venue": (Paper.venue_key, str),
    "status": (case({name: number for number, name in enumerate(STATUSES)}, value=Paper.status), Int4),
    "added_by": (func.lower(_ADDER), str),
}
COLUMNS = tuple(_COLUMNS)
_NAMES = "|".join(COLUMNS)
PATTERN = rf"^-?(?:{_NAMES})(?:,-?(?:{_NAMES})){{0,{MOST_COLUMNS - 1}}}$"


@dataclass(frozen=True, slots=True)
class Order:
    """A column that the list is ordered by. `kind` is the type of its values in a cursor."""

    column: Any
    kind: Any
    descending: bool

    def directed(self, column: Any) -> Any:
        return column.desc() if self.descending else column


def read_sort(sort: str) -> tuple[Order, ...]:
    """Read what matches PATTERN, the most important column first; a column that is named again is passed over."""
    orders: dict[str, Order] = {}
    for one in sort.split(","):
        name = one.removeprefix("-")
        orders.setdefault(name, Order(*_COLUMNS[name], one.startswith("-")))
    return tuple(orders.values())


def comes_after(orders: Sequence[Order], values: Sequence[Any], paper_id: UUID) -> ColumnElement[bool]:
    """The condition that a paper comes after the row with these values.

    Papers that are alike in all columns come in the order of their ids, in the direction of the first column.
    """
    if len({order.descending for order in orders}) == 1:
        # As one row, so that an index of these columns begins where the list is to go on.
        here = tuple_(*(order.column for order in orders), Paper.id)
        compared = [literal(value, order.column.type) for order, value in zip(orders, values, strict=True)]
        there = tuple_(*compared, literal(paper_id, Uuid))
        return here < there if orders[0].descending else here > there
    condition: ColumnElement[bool] = Paper.id < paper_id if orders[0].descending else Paper.id > paper_id
    for order, value in reversed(list(zip(orders, values, strict=True))):
        beyond = order.column < value if order.descending else order.column > value
        condition = or_(beyond, and_(order.column == value, condition))
    # Said once more for the index of the first column, which cannot be asked for what stands in an "or".
    first, value = orders[0], values[0]
    return and_(first.column <= value if first.descending else first.column >= value, condition)
