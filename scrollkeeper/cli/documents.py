"""Commands for documents: read, brought in, read again."""

import argparse
import asyncio
from pathlib import Path

from scrollkeeper.cli.shared import Group, add_command, migrated_database, settings_of


def register(commands: Group) -> None:
    parsed = add_command(commands, "parse", _parse, "Read PDFs and print what was found as JSON.")
    parsed.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="PDF files, or folders of them with --out")
    parsed.add_argument("--out", type=Path, help="folder for one JSON file per PDF")
    parsed.add_argument("--draw", type=Path, help="PNG to paint words, lines and zones of the first page on")
    again = add_command(commands, "reparse", _reparse, "Queue papers that an older version of the parser has read.")
    again.add_argument("--shadow", action="store_true", help="only show what would change; nothing is written")
    again.add_argument("--sample", type=int, default=200, metavar="N", help="documents that --shadow reads (200)")
    imported = add_command(
        commands, "import", _import, "Bring a folder of PDFs into a team's library, from this machine's disk."
    )
    imported.add_argument("folder", type=Path, metavar="DIR")
    imported.add_argument("--team", required=True, help="id or slug of the team")
    imported.add_argument("--person", help="email of the person who adds them (the team's owner)")
    zotero = add_command(
        commands, "import-zotero", _import_zotero, "Move a Zotero data folder into a team's library; again for changes."
    )
    zotero.add_argument("folder", type=Path, metavar="DIR", help="the folder that holds zotero.sqlite and storage")
    zotero.add_argument("--team", required=True, help="id or slug of the team")
    zotero.add_argument("--person", help="email of the person who brings it in (the team's owner)")
    zotero.add_argument("--group", default="", help="a group of the library, by name or number")


def _parse(arguments: argparse.Namespace) -> int:
    from scrollkeeper.parsing import command

    return int(command.run(arguments.paths, out=arguments.out, draw=arguments.draw) or 0)


def _import(arguments: argparse.Namespace) -> int:
    from scrollkeeper.cli.import_folder import import_folder

    chosen = settings_of(arguments)
    with migrated_database(chosen) as url:
        return asyncio.run(import_folder(url, chosen, arguments.folder, team=arguments.team, person=arguments.person))


def _import_zotero(arguments: argparse.Namespace) -> int:
    from scrollkeeper.cli.import_zotero import import_zotero

    chosen = settings_of(arguments)
    with migrated_database(chosen) as url:
        return asyncio.run(
            import_zotero(
                url, chosen, arguments.folder, team=arguments.team, person=arguments.person, group=arguments.group
            )
        )


def _reparse(arguments: argparse.Namespace) -> int:
    from scrollkeeper.cli import reparse

    return reparse.run(settings_of(arguments), shadow=arguments.shadow, sample=arguments.sample)
