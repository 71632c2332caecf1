"""Identifiers that somebody pastes, looked up and read like the entries of a file."""

import time
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.errors import Forbidden, Invalid, Problem, require
from scrollkeeper.core.settings import settings
from scrollkeeper.exchange.formats.entries import Entry
from scrollkeeper.exchange.import_files import Bibliography
from scrollkeeper.exchange.lookup.asking import ask
from scrollkeeper.exchange.lookup.identifiers import MOST, Identifier, read_identifiers
from scrollkeeper.exchange.lookup.providers import ASKED, PMC
from scrollkeeper.library import policy
from scrollkeeper.teams import service as teams
from scrollkeeper.teams.scope import Scope

FORMAT = "lookup"
# Of one request: as long as arXiv takes for as many as may be asked for.
MOST_SECONDS = 180.0


class LookupsOff(Forbidden):
    """Looking up identifiers is switched off."""

    title = "Look-ups are off"


async def check_lookups(db: AsyncSession, scope: Scope) -> None:
    """Whether they may have identifiers looked up in this team."""
    require(policy.can_add_paper(scope))
    if not settings().lookups:
        raise LookupsOff("Whoever hosts ScrollKeeper has switched off looking up identifiers.")
    if not (await teams.get_team(db, scope)).lookups:
        raise LookupsOff("This team has switched off looking up identifiers.")


async def look_up(text: str) -> Bibliography:
    """The works that the identifiers in this text mean, in their order, each with where it comes from."""
    found = read_identifiers(text)
    if not found:
        raise Invalid("Enter a DOI, an arXiv number, a PMID, a PMCID or an ISBN.")
    if len(found) > MOST:
        raise Invalid(f"Look up at most {MOST} identifiers at once.")
    end = time.monotonic() + MOST_SECONDS
    return Bibliography(FORMAT, [await _entry(one, end) for one in found])


async def _entry(one: Identifier, end: float) -> Entry:
    if one.kind is None:
        return Entry(line=one.line, reason=f"“{one.text[:80]}” is no DOI, arXiv number, PMID, PMCID or ISBN.")
    if time.monotonic() > end:
        return Entry(line=one.line, reason="The registries were too slow to get to this one. Look it up again.")
    try:
        return await _find(one)
    except Problem as refusal:
        return Entry(line=one.line, reason=refusal.detail)


async def _find(one: Identifier) -> Entry:
    if one.kind == "pmcid":
        pmid = await ask(PMC, one.value)
        if pmid is None:
            return Entry(line=one.line, reason=f"PubMed Central does not know {one.value}.")
        found = await _find(replace(one, kind="pmid", value=pmid["PMID"]))
        return replace(found, metadata=found.metadata and {"PMCID": one.value, **found.metadata})
    assert one.kind is not None
    for provider in ASKED[one.kind]:
        metadata: dict[str, Any] | None = await ask(provider, one.value)
        if metadata:
            return Entry(metadata, one.line, key=one.value, source=provider.title)
    titles = " and ".join(provider.title for provider in ASKED[one.kind])
    verb = "do" if len(ASKED[one.kind]) > 1 else "does"
    return Entry(line=one.line, reason=f"{titles} {verb} not know {one.value}.")
