"""What PostgreSQL does for our statements: which indexes it uses, and how many rows it looks at.

Tests of it have a database of their own without statistics, as after a large import, and ask as requests do.
"""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from scrollkeeper.core.db import APP_ROLE, sqlalchemy_url


@dataclass(slots=True)
class Plan:
    """The plan of one statement with what it really did."""

    statement: str
    root: dict[str, Any]

    def nodes(self) -> Iterator[dict[str, Any]]:
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += node.get("Plans", ())

    @property
    def indexes(self) -> set[str]:
        return {node["Index Name"] for node in self.nodes() if "Index Name" in node}

    @property
    def rows_read(self) -> int:
        """Rows that were looked at, kept or not, and pairs of rows that were compared."""
        total = 0.0
        for node in self.nodes():
            seen = sum(float(amount) for name, amount in node.items() if name.startswith("Rows Removed by"))
            if "Scan" in node["Node Type"] or node["Node Type"].startswith("Bitmap"):
                seen += node["Actual Rows"]
            total += seen * node["Actual Loops"]
        return round(total)


@dataclass(slots=True)
class Explained:
    """Runs what a test does in a transaction that is rolled back, and explains each of its statements."""

    engine: AsyncEngine
    plans: list[Plan] = field(default_factory=list)

    @asynccontextmanager
    async def explain(self) -> AsyncIterator[AsyncSession]:
        """The plans are in `plans` once the block is left."""
        ran: list[tuple[str, Any]] = []

        def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
            ran.append((statement, parameters))

        async with AsyncSession(self.engine) as db:
            event.listen(self.engine.sync_engine, "before_cursor_execute", note)
            try:
                yield db
            finally:
                event.remove(self.engine.sync_engine, "before_cursor_execute", note)
            await db.rollback()
        self.plans = []
        async with self.engine.connect() as connection:
            for statement, parameters in ran:
                if not statement.lstrip().lower().startswith(("select set_config", "savepoint", "release")):
                    asked = f"explain (analyze, format json) {statement}"
                    plan = (await connection.exec_driver_sql(asked, parameters)).scalar_one()
                    plan = json.loads(plan) if isinstance(plan, str) else plan
                    self.plans.append(Plan(statement, plan[0]["Plan"]))
                else:
                    await connection.exec_driver_sql(statement, parameters)
            await connection.rollback()

    @property
    def rows_read(self) -> int:
        return sum(plan.rows_read for plan in self.plans)


@asynccontextmanager
async def explaining(url: str, *, as_request: bool = True) -> AsyncIterator[Explained]:
    """On this database, as requests run or as jobs do."""
    options = {"options": f"-c role={APP_ROLE}"} if as_request else {}
    engine = create_async_engine(sqlalchemy_url(url), connect_args=options)
    try:
        yield Explained(engine)
    finally:
        await engine.dispose()
