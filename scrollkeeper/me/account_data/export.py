"""All that a person has here, as a ZIP that is written while it is sent."""

from collections.abc import AsyncGenerator
from typing import Any

import msgspec
from sqlalchemy import Select

from scrollkeeper.accounts.models import Person
from scrollkeeper.accounts.sessions.caller import Caller
from scrollkeeper.core.storage import ObjectMissing, storage
from scrollkeeper.library.files.dispositions import pdf_name
from scrollkeeper.library.files.keys import file_key
from scrollkeeper.me.account_data import queries
from scrollkeeper.me.account_data.zipping import Entry, Names, zip_stream

READ_ME = """This is what ScrollKeeper kept of you, {name}, on the day you asked.

profile.json       you
teams.json         the teams you are in
papers.json        papers that you added, with their metadata as CSL-JSON
files/             the PDFs of these papers, by team
collections.json   your personal collections, with the ids of their papers
annotations.json   your highlights and notes, also those that only you see; rectangles are in PDF points
comments.json      what you wrote in discussions
sessions.json      where you are signed in
browsers.json      browsers that show you news; what we need to reach them is not here
preferences.json   how you have set up the pages
tokens.json        your tokens for scripts; the secrets themselves are not kept, so they are not here

Of a team that requires a second factor, its name alone is here unless you had one when you asked.
"""
PIECE_BYTES = 64 << 10
_JSON = msgspec.json.Encoder(enc_hook=str)


def export_stream(person: Person, caller: Caller) -> AsyncGenerator[bytes]:
    """The bytes of the ZIP; memory stays flat however much there is."""
    return zip_stream(_entries(person, caller))


async def _entries(person: Person, caller: Caller) -> AsyncGenerator[Entry]:
    profile = {
        "id": person.id, "name": person.name, "email": person.email, "email_verified_at": person.email_verified_at,
        "created_at": person.created_at,
    }  # fmt: skip
    yield Entry("README.txt", _once(READ_ME.format(name=person.name).encode()))
    yield Entry("profile.json", _once(msgspec.json.format(_JSON.encode(profile))))
    for name, select in (
        ("teams", queries.select_memberships),
        ("papers", queries.select_papers),
        ("collections", queries.select_collections),
        ("annotations", queries.select_annotations),
        ("comments", queries.select_comments),
        ("sessions", queries.select_sessions),
        ("browsers", queries.select_browsers),
        ("preferences", queries.select_preferences),
        ("tokens", queries.select_tokens),
    ):
        yield Entry(f"{name}.json", _list(select(caller)))
    names = Names()
    async for file in queries.read_all(queries.select_files(caller)):
        yield Entry(names.take(f"files/{file.slug}", pdf_name(file.name)), _content(file.sha256), compress=False)


async def _once(content: bytes) -> AsyncGenerator[bytes]:
    yield content


async def _list(query: Select[Any]) -> AsyncGenerator[bytes]:
    """A JSON array, an item a line, in pieces that are worth compressing beside the event loop."""
    before, piece = b"[", bytearray()
    async for row in queries.read_all(query):
        piece += before + b"\n" + _JSON.encode(dict(row._mapping))
        before = b","
        if len(piece) >= PIECE_BYTES:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece) + (b"[]\n" if before == b"[" else b"\n]\n")


async def _content(sha256: str) -> AsyncGenerator[bytes]:
    try:
        async for chunk in storage().stream(file_key(sha256)):
            yield chunk
    except ObjectMissing:  # Better an empty file than no archive.
        return
