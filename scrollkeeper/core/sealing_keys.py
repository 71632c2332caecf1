"""Which keys have sealed what is in the database, by their fingerprints: all processes must have the newest of them."""

from datetime import datetime

from sqlalchemy import Connection, Identity, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from scrollkeeper.core import keyring
from scrollkeeper.core.db import Model, lock_now


class SealingKey(Model):
    """The fingerprint of a key that seals or has sealed; the key itself lies elsewhere."""

    __tablename__ = "sealing_keys"

    number: Mapped[int] = mapped_column(Identity(), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())


def fit(connection: Connection) -> str | None:
    """Like `find_trouble`; where there is none, it is noted with which key this machine seals."""
    lock_now(connection, "sealing_keys")
    trouble = find_trouble(connection)
    if trouble is None:
        record(connection)
    return trouble


def find_trouble(connection: Connection) -> str | None:
    """Why the keys of this machine do not fit the database, and what to do; None where they do."""
    newest = _newest(connection)
    if newest is None or newest in keyring.fingerprints():
        return None
    return (
        f"What is sealed in this database was sealed with another key ({newest}) than those of {keyring.source()}. "
        "Copy the keys from the machine that has them. If they are lost, `scrollkeeper key adopt` goes on with those "
        "of this machine: authenticator apps and webhooks have to be set up anew."
    )


def record(connection: Connection, *, adopt: bool = False) -> None:
    """Note that the newest key of this machine seals from now on, if that is news; `adopt` makes it the newest."""
    stored = set(connection.execute(select(SealingKey.fingerprint)).scalars())
    keyring.prepare()
    own = keyring.fingerprints()[0]
    if adopt:
        connection.execute(SealingKey.__table__.delete().where(SealingKey.fingerprint == own))  # type: ignore[attr-defined]
    elif own in stored:
        return
    connection.execute(insert(SealingKey).values(fingerprint=own).on_conflict_do_nothing())


def _newest(connection: Connection) -> str | None:
    return connection.execute(
        select(SealingKey.fingerprint).order_by(SealingKey.number.desc()).limit(1)
    ).scalar_one_or_none()
