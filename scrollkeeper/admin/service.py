"""What whoever administers the instance sees and does."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import Row, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from scrollkeeper.accounts.caller import Caller
from scrollkeeper.accounts.models import Person, Session, Token
from scrollkeeper.core.errors import Conflict, NotFound
from scrollkeeper.core.paging import Int8, cut_page, read_cursor
from scrollkeeper.core.settings import Settings, setting_names, settings
from scrollkeeper.library.models import File, Paper
from scrollkeeper.teams.models import Member, Team

JOB_STATUSES = ("todo", "doing", "failed", "cancelled", "aborted")
Rows = list[Row[Any]]


async def list_people(db: AsyncSession, *, words: str, limit: int, cursor: str | None) -> tuple[Rows, str | None]:
    """People by name or e-mail, the newest first."""
    seen = select(func.max(Session.last_seen_at)).where(Session.person_id == Person.id).scalar_subquery()
    teams = select(func.count()).where(Member.person_id == Person.id).scalar_subquery()
    query = select(
        Person.id, Person.name, Person.email, Person.is_admin, Person.disabled_at, Person.created_at,
        seen.label("last_seen_at"), teams.label("teams"),
    )  # fmt: skip
    for word in words.split()[:5]:
        query = query.where(
            or_(Person.name.icontains(word, autoescape=True), Person.email.icontains(word, autoescape=True))
        )
    if cursor:
        query = query.where(Person.id < read_cursor(cursor, UUID)[0])
    rows = list((await db.execute(query.order_by(Person.id.desc()).limit(limit + 1))).all())
    return cut_page(rows, limit, lambda row: (row.id,))


async def edit_person(
    db: AsyncSession, admin: Caller, person_id: UUID, *, is_admin: bool | None, disabled: bool | None
) -> None:
    """Make somebody an admin or not; disable them, which ends their sessions and tokens, or let them in again."""
    person = await db.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound
    if person_id == admin.person_id:
        raise Conflict("Somebody else has to do this to your own account, so that nobody locks everybody out.")
    if is_admin is not None:
        person.is_admin = is_admin
    if disabled:
        person.disabled_at = person.disabled_at or func.now()
        await sign_out(db, person_id)
        await db.execute(delete(Token).where(Token.person_id == person_id))
    elif disabled is False:
        person.disabled_at = None


async def sign_out(db: AsyncSession, person_id: UUID) -> None:
    """End all of a person's sessions; their open windows are closed within seconds."""
    await db.execute(delete(Session).where(Session.person_id == person_id))


async def list_teams(db: AsyncSession, *, words: str, limit: int, cursor: str | None) -> tuple[Rows, str | None]:
    """Teams by name or address with what they hold, the newest first."""
    members = select(func.count()).where(Member.team_id == Team.id).scalar_subquery()
    papers = select(func.count()).where(Paper.team_id == Team.id, Paper.deleted_at.is_(None)).scalar_subquery()
    used = select(func.coalesce(func.sum(File.size), 0)).where(File.team_id == Team.id).scalar_subquery()
    query = select(
        Team.id, Team.name, Team.slug, Team.kind, Team.quota_bytes, Team.created_at, members.label("members"),
        papers.label("papers"), used.label("used_bytes"),
    )  # fmt: skip
    for word in words.split()[:5]:
        query = query.where(or_(Team.name.icontains(word, autoescape=True), Team.slug.contains(word, autoescape=True)))
    if cursor:
        query = query.where(Team.id < read_cursor(cursor, UUID)[0])
    rows = list((await db.execute(query.order_by(Team.id.desc()).limit(limit + 1))).all())
    return cut_page(rows, limit, lambda row: (row.id,))


async def set_quota(db: AsyncSession, team_id: UUID, quota_bytes: int) -> None:
    changed = update(Team).where(Team.id == team_id).values(quota_bytes=quota_bytes).returning(Team.id)
    if not (await db.execute(changed)).first():
        raise NotFound


_JOBS = text("""
    select id, task_name as name, queue_name as queue, status::text as status, attempts, scheduled_at,
           (select min(at) from procrastinate_events where job_id = jobs.id) as created_at
    from procrastinate_jobs as jobs
    where (cast(:status as text) is null or status::text = :status)
      and (cast(:before as bigint) is null or id < :before)
    order by id desc limit :most
""")
_DEPTH = text(
    "select queue_name as queue, status::text as status, count(*) as jobs from procrastinate_jobs group by 1, 2"
)


async def list_jobs(db: AsyncSession, *, status: str | None, limit: int, cursor: str | None) -> tuple[Rows, str | None]:
    """Jobs that wait, run or ended badly, the newest first; those that went well are not kept."""
    before = read_cursor(cursor, Int8)[0] if cursor else None
    rows = list((await db.execute(_JOBS, {"status": status, "before": before, "most": limit + 1})).all())
    return cut_page(rows, limit, lambda row: (row.id,))


async def count_jobs(db: AsyncSession) -> Rows:
    """How many of each queue are in each state: queue, status, jobs."""
    return list((await db.execute(_DEPTH)).all())


async def count_parked(db: AsyncSession) -> int:
    """Documents that are not tried again by themselves."""
    return (await db.execute(select(func.count()).where(File.status == "parked"))).scalar_one()


async def retry_job(db: AsyncSession, job_id: int) -> None:
    again = text("""
        update procrastinate_jobs set status = 'todo', scheduled_at = now(), abort_requested = false
        where id = :id and status in ('failed', 'cancelled', 'aborted') returning id
    """)
    if not (await db.execute(again, {"id": job_id})).first():
        raise Conflict("Only a job that failed or was cancelled can be tried again.")


async def cancel_job(db: AsyncSession, job_id: int) -> None:
    """One that waits does not run; one that runs is asked to stop."""
    done = text("select procrastinate_cancel_job_v1(:id, true, false)")
    if (await db.execute(done, {"id": job_id})).scalar() is None:
        raise Conflict("This job has ended already.")


@dataclass(frozen=True, slots=True)
class SettingInForce:
    name: str
    value: str
    is_set: bool
    about: str


def list_settings() -> list[SettingInForce]:
    """Every setting as it is in force; of a secret only whether there is one."""
    found = []
    for name, field in sorted(setting_names().items()):
        info = Settings.model_fields[field]
        value = getattr(settings(), field)
        shown = "" if value is None else str(value)
        if isinstance(value, SecretStr) or _is_secret(info.annotation) or ("://" in shown and "@" in shown):
            shown = "(secret)" if value else ""
        found.append(SettingInForce(name, shown, value != info.default, info.description or ""))
    return found


def _is_secret(annotation: Any) -> bool:
    return "SecretStr" in str(annotation)
