"""Names in NFC, and e-mail addresses in one form: NFC before the `@`, as in the DNS after it.

Where two accounts have spellings of one address, the one that has its normal form keeps it, else the confirmed and
oldest gets it; the others keep their spelling, by which they go on signing in. New accounts have the normal form only.
"""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

from scrollkeeper.core.email_addresses import find_normal_email

revision = "0020"
down_revision = "0019"

NAMES = (("people", "name"), ("teams", "name"), ("tokens", "name"), ("passkeys", "name"), ("colors", "meaning"))


def upgrade() -> None:
    connection = op.get_bind()
    for table, column in NAMES:
        named = sa.table(table, sa.column(column))
        normal = sa.func.normalize(named.c[column])
        op.execute(sa.update(named).where(named.c[column] != normal).values({column: normal}))
    op.execute(
        "update annotations set tags = (select array_agg(distinct normalize(tag)) from unnest(tags) as tag)"
        " where exists (select 1 from unnest(tags) as tag where tag is not normalized)"
    )
    for spelling, address in _normalise_people(connection).items():
        values = {"spelling": spelling, "address": address}
        connection.execute(sa.text("update confirmations set email = :address where email = :spelling"), values)
    for spelling in connection.scalars(sa.text("select distinct email from invitations where email is not null")).all():
        if find_normal_email(spelling) != spelling:
            values = {"spelling": spelling, "address": find_normal_email(spelling)}
            connection.execute(sa.text("update invitations set email = :address where email = :spelling"), values)


def _normalise_people(connection: Any) -> dict[str, str]:
    """Give each address its form where nobody has it; gives what was written anew."""
    people = connection.execute(
        sa.text("select id, email from people order by email_verified_at is null, created_at, id")
    ).all()
    spellings = defaultdict(list)
    for person_id, email in people:
        spellings[find_normal_email(email).lower()].append((person_id, email))
    written = {}
    for normal, owners in spellings.items():
        if any(email.lower() == normal for _, email in owners):
            continue
        person_id, email = owners[0]
        written[email] = find_normal_email(email)
        connection.execute(
            sa.text("update people set email = :address where id = :id"), {"address": written[email], "id": person_id}
        )
    return written
