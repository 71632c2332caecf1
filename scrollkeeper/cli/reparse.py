"""`scrollkeeper reparse`: queue papers that an older parser has read, or only show what would change (`--shadow`)."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from sqlalchemy import select

from scrollkeeper.cli.shared import migrated_database
from scrollkeeper.core import db, storage
from scrollkeeper.core.settings import Settings
from scrollkeeper.ingest.pipeline import rereading
from scrollkeeper.ingest.pipeline.passwords import readable_key
from scrollkeeper.ingest.pipeline.recognised import list_recognised
from scrollkeeper.ingest.pipeline.sandboxes import close_sandbox, open_document
from scrollkeeper.ingest.pipeline.steps import storable
from scrollkeeper.library.models import File, Paper
from scrollkeeper.library.service import description_of
from scrollkeeper.sandbox.processes import ChildDied, ChildTimedOut, Refused

SHOWN, LONGEST = 12, 70


@dataclass
class Difference:
    """What another reading would change: fields of papers that would get another value, a first one, or none."""

    read: int = 0
    refused: int = 0
    papers: int = 0
    fields: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


def run(settings: Settings, *, shadow: bool, sample: int) -> int:
    """Run the command beside a running `serve`, or alone; with `shadow` nothing is written."""
    with migrated_database(settings) as url:
        lines = asyncio.run(_reparse(url, settings, shadow=shadow, sample=sample))
    Console().print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    return 0


async def _reparse(url: str, settings: Settings, *, shadow: bool, sample: int) -> list[str]:
    db.connect(url)
    storage.use(storage.open_storage(settings.storage_url, settings.data_dir))
    try:
        async with db.open_system_session.begin() as session:
            files = (await session.execute(rereading.select_outdated().limit(sample))).scalars().all()
            counts = await rereading.measure(session)
            if not shadow:
                queued = await rereading.queue_rereads(session, most=max(counts.waiting, rereading.BATCH))
        if not shadow:
            return [f"{queued} documents are queued to be read again; {counts.waiting} were read by an older parser."]
        difference = Difference()
        for file in files:
            await compare(difference, file)
        return report(difference, counts.waiting)
    finally:
        await close_sandbox()
        await db.disconnect()


async def compare(difference: Difference, file: File) -> None:
    """Read one document and add what would change of its paper."""
    recognised = await list_recognised(file.id) if file.scanned_pages else []
    try:
        async with open_document(await readable_key(file)) as document:
            structure = storable(await document.ask("read_structure", recognised=recognised))
    except (Refused, ChildDied, ChildTimedOut, storage.ObjectMissing):
        difference.refused += 1
        return
    async with db.open_system_session.begin() as session:
        paper = (await session.execute(select(Paper).where(Paper.id == file.paper_id))).scalar_one_or_none()
        others = select(File.id).where(File.paper_id == file.paper_id, File.id != file.id).limit(1)
        several = (await session.execute(others)).first() is not None
    if paper is None or file.kind != "article":
        return
    before = description_of(paper)
    now, confidence = datetime.now(UTC).isoformat(), structure.get("confidence", {})
    after = before.read_again(structure.get("metadata", {}), confidence, at=now, keep_unread=several)
    changed = after.changes_from(before)
    difference.read += 1
    difference.papers += bool(changed)
    for name in changed:
        old, new = before.metadata.get(name), after.metadata.get(name)
        difference.fields[name, "new" if old is None else "gone" if new is None else "other"] += 1
        if len(difference.examples) < SHOWN:
            difference.examples.append(f"{paper.id} {name}: {_short(old)} → {_short(new)}")


def report(difference: Difference, waiting: int) -> list[str]:
    """The lines that the command prints."""
    lines = [
        f"{waiting} documents were read by an older parser; {difference.read} of them were read for comparison, "
        f"{difference.refused} could not be. {difference.papers} papers would change. Nothing was written.",
    ]
    names = sorted({name for name, _ in difference.fields})
    if names:
        lines.append(f"{'field':<20}{'other value':>12}{'newly found':>12}{'not found':>12}")
    for name in names:
        lines.append(f"{name:<20}" + "".join(f"{difference.fields[name, way]:>12}" for way in ("other", "new", "gone")))
    return lines + difference.examples


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
