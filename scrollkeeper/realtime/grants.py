"""Who may hear what: asked of the database each time something is about to be sent."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.core.db import open_system_session
from scrollkeeper.core.settings import settings
from scrollkeeper.realtime.messages import Topic

# These run for every join and every round of news, so they are plain SQL: putting them together each time costs more
# than running them. A grant is the id of a session or of a token; one array is one parameter, however many there are.
_LIVING = """
    select id, person_id, null::uuid as only_team_id, provider_second_factor
    from sessions where id = any(:grants) and expires_at > now()
    union all
    select id, person_id, only_team_id, false
    from tokens where id = any(:grants) and coalesce(expires_at > now(), true)
"""
_GRANTS = bindparam("grants", type_=ARRAY(Uuid))
_SIGNED_IN = text(f"select id from ({_LIVING}) as living").bindparams(_GRANTS)  # noqa: S608
# What a guest may hear of: papers outside the bin that were opened to them.
_OPENED = """
    select papers.id from guest_papers join papers on papers.id = guest_papers.paper_id and papers.deleted_at is null
    where guest_papers.team_id = members.team_id and guest_papers.person_id = members.person_id
"""
_OPENED_TOPICS = f"""
    select 'paper:' || id from ({_OPENED}) as opened
    union all select 'note:' || notes.id from notes where notes.paper_id in ({_OPENED})
"""  # noqa: S608
# As `teams.scope.find_scope` has it: a team, or the host for all, may require a second factor.
_SECURED = """(
    not (teams.second_factor_required or :required) or living.provider_second_factor
    or exists (select from passkeys where passkeys.person_id = living.person_id)
    or exists (select from authenticators where authenticators.person_id = living.person_id)
)"""
_MEMBERS = text(f"""
    select living.id, case when members.role = 'guest' then array({_OPENED_TOPICS}) end as opened
    from ({_LIVING}) as living
    join members on members.person_id = living.person_id and members.team_id = :team_id
    join teams on teams.id = members.team_id and teams.deleted_at is null
    where coalesce(living.only_team_id = members.team_id, true) and {_SECURED}
""").bindparams(_GRANTS)  # noqa: S608
_NAME = text("select name from people where id = :person_id")
_TEAM_OF = {
    "team": "select id as team_id, null::uuid as paper_id from teams where id = :topic_id",
    "paper": "select team_id, id as paper_id from papers where id = :topic_id",
    "note": "select team_id, paper_id from notes where id = :topic_id",
}
_PLACES = {
    kind: text(f"""
        with living as ({_LIVING})
        select (select count(*) > 0 from living) as signed_in, place.team_id,
            coalesce((select now from team_clocks where team_id = place.team_id), 0) as clock
        from (select) as one
        left join ({team_of}) as place on exists (
            select from living join members using (person_id)
            join teams on teams.id = members.team_id and teams.deleted_at is null
            where members.team_id = place.team_id and (members.role <> 'guest' or place.paper_id in ({_OPENED}))
                and coalesce(living.only_team_id = members.team_id, true) and {_SECURED}
        )
    """).bindparams(_GRANTS)  # noqa: S608
    for kind, team_of in _TEAM_OF.items()
}


@asynccontextmanager
async def reading() -> AsyncIterator[AsyncSession]:
    """A session for single reads: without a transaction around each it takes two round trips less."""
    async with open_system_session() as db:
        await db.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        yield db


@dataclass(frozen=True, slots=True)
class TopicPlace:
    """The team that a topic belongs to, and the number its clock shows."""

    team_id: UUID
    clock: int


async def find_place(db: AsyncSession, topic: Topic, grant: UUID) -> tuple[bool, TopicPlace | None]:
    """Whether the caller is signed in, and where the topic belongs; None where they may not hear it, or it is not."""
    row = (await db.execute(_PLACES[topic.kind], {"topic_id": topic.id, "grants": [grant], **_required()})).one()
    return row.signed_in, TopicPlace(row.team_id, row.clock) if row.team_id else None


def _required() -> dict[str, bool]:
    return {"required": settings().require_second_factor}


async def read_name(db: AsyncSession, person_id: UUID) -> str:
    """What the person is called; empty for nobody."""
    return (await db.scalar(_NAME, {"person_id": person_id})) or ""


async def select_signed_in(db: AsyncSession, grants: Collection[UUID]) -> set[UUID]:
    """Which of these sessions and tokens are still good."""
    return set((await db.scalars(_SIGNED_IN, {"grants": list(grants)})).all())


async def select_members(
    db: AsyncSession, team_id: UUID, grants: Collection[UUID]
) -> dict[UUID, frozenset[str] | None]:
    """Which of these sessions and tokens are still good and let hear of the team: all of it (None), or these topics."""
    rows = await db.execute(_MEMBERS, {"team_id": team_id, "grants": list(grants), **_required()})
    return {row.id: None if row.opened is None else frozenset(row.opened) for row in rows}
