"""`scrollkeeper import-zotero DIR`: a Zotero data folder into a library, straight from this machine's disk."""

from pathlib import Path

from rich.console import Console

from scrollkeeper.cli.import_folder import scope_of
from scrollkeeper.core import db, storage
from scrollkeeper.core.ids import new_id
from scrollkeeper.core.settings import Settings
from scrollkeeper.exchange.models import Import
from scrollkeeper.exchange.zotero import moves
from scrollkeeper.exchange.zotero.sources import Folder
from scrollkeeper.sandbox.processes import close_all

WORDS = {
    "new": "items are new", "known": "items were here already", "changed": "items changed",
    "unchanged": "items are as they were", "collections": "collections", "searches": "saved searches",
    "notes": "notes", "files": "files", "files_known": "files were here already",
}  # fmt: skip


async def import_zotero(
    url: str, settings: Settings, folder: Path, *, team: str, person: str | None, group: str
) -> int:
    """Bring the library in; run again, only what is new or changed comes. 0 when all of it could be read, else 1."""
    source = Folder(folder)
    db.connect(url)
    storage.use(storage.open_storage(settings.storage_url, settings.data_dir))
    try:
        scope = await scope_of(team, person)
        import_id = new_id()
        async with db.open_team_session(scope.team_id) as session:
            moves.add_move(session, scope, import_id, name=folder.name, collection_id=None, wanted=group)
        async with db.open_team_session(scope.team_id) as session:
            made = await moves.get_import(session, scope, import_id)
        run = await moves.move_library(scope, made, source)
        async with db.open_team_session(scope.team_id) as session:
            made = await moves.get_import(session, scope, import_id)
    finally:
        await close_all()
        await db.disconnect()
    return _report(made, run.left_out)


def _report(made: Import, left_out: list[dict[str, str]]) -> int:
    console = Console()
    for name, words in WORDS.items():
        if made.counts.get(name):
            console.print(f"{made.counts[name]:,} {words}")
    if left_out:
        console.print(f"{made.counts['left_out']:,} did not come:")
    for one in left_out:
        console.print(f"  {one['what']} “{one['title']}”: {one['reason']}", markup=False, highlight=False)
    if made.status == "failed":
        console.print(made.reason or "It failed.", markup=False)
        return 1
    console.print("Annotations are put on their words as `scrollkeeper serve` reads the files.")
    return 0
