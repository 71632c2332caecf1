"""What a process looks at before it works on a database: isolation, keys, the age of the schema."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from scrollkeeper import prepare
from scrollkeeper.core.postgres import DatabaseUnavailable
from scrollkeeper.core.settings import Settings, configure, settings
from scrollkeeper.migrations.isolation import find_faults
from scrollkeeper.migrations.run import migrate
from tests.test_cli import command, quiet

POLICY = "of_named_teams"


@pytest.fixture
def own_database(new_database: Callable[[], str], database_url: str, tmp_path: Path) -> Iterator[str]:
    """A migrated database of this test's own, which settings name for as long."""
    before, url = settings(), new_database()
    change(before, database_url=url, data_dir=tmp_path)
    yield url
    configure(before)


def change(chosen: Settings, **changes: object) -> None:
    configure(chosen.model_copy(update=changes))


def faults(url: str) -> list[str]:
    with prepare.connected(url) as connection:
        return find_faults(connection)


# What a restore without the role loses, or a hand that means well adds.
LOSSES = {
    f"drop policy {POLICY} on papers": "1 tables without their policy",
    "alter table pages disable row level security": "1 tables without row-level security",
    "revoke all on all tables in schema public from scrollkeeper_app": "missing rights",
    "grant update on audit_log to scrollkeeper_app": "1 rights too many",
    "drop view visible_papers": "1 missing views",
    "drop function act_as(uuid, uuid)": "1 function act_as missing or of another version",
    "revoke execute on function act_as(uuid, uuid) from scrollkeeper_app": "1 function act_as out of reach",
}


@pytest.mark.parametrize("loss", LOSSES)
def test_lost_isolation_is_noticed_refused_and_mended(own_database: str, loss: str) -> None:
    assert faults(own_database) == []
    with psycopg.connect(own_database) as owner:
        owner.execute(loss)
    (fault, *_) = faults(own_database)
    assert LOSSES[loss] in fault
    with pytest.raises(prepare.Refused, match="scrollkeeper migrate"):
        prepare.check()
    migrate(own_database)
    assert faults(own_database) == []
    prepare.check()


def test_the_doctor_and_the_commands_say_it_in_sentences(own_database: str) -> None:
    with psycopg.connect(own_database) as owner:
        owner.execute(f"drop policy {POLICY} on papers")
    ((code, said, err),) = command(quiet("doctor"))
    assert code == 1
    assert "tables without their policy" in " ".join(said.split())
    with psycopg.connect(own_database) as owner:
        owner.execute("update alembic_version set version_num = '9999'")
    arguments = (("migrate",), ("worker",), ("web", "--port", "0"), ("ban", "list"), ("serve", "--port", "0"))
    *told, of_serve = command(*(quiet(*one) for one in arguments))
    # It is the web app that says it there, to the same standard error.
    assert of_serve[0] == 2
    for code, _, err in told:
        assert (code, "newer ScrollKeeper (step 9999)" in err) == (2, True), err
        assert "Traceback" not in err


def test_an_older_schema_is_refused_by_what_does_not_migrate(own_database: str) -> None:
    with psycopg.connect(own_database) as owner:
        owner.execute("update alembic_version set version_num = '0018'")
    with pytest.raises(prepare.Refused, match="scrollkeeper migrate"):
        prepare.check()


def test_a_database_that_is_away_is_a_sentence(own_database: str) -> None:
    away = own_database.replace("scrollkeeper-", "nowhere-")
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        migrate(away)
    change(settings(), database_url=away)
    ((code, _, err),) = command(quiet("ban", "add", "198.19.7.1"))
    assert (code, "does not answer" in err, "Traceback" in err) == (2, True, False)


def test_a_server_without_connections_to_give_is_a_sentence(own_database: str) -> None:
    with psycopg.connect(own_database, autocommit=True) as owner:
        name = owner.info.dbname
        owner.execute(f"alter database {name} connection limit 0")
        ((code, _, err),) = command(quiet("ban", "add", "198.19.7.1"))
        owner.execute(f"alter database {name} connection limit -1")
    assert (code, "does not answer" in err, "Traceback" in err) == (2, True, False)


def use_keys(*keys: str) -> None:
    change(settings(), secret_keys=SecretStr(" ".join(keys)) if keys else None)


def test_a_machine_with_other_keys_is_refused(own_database: str, tmp_path: Path) -> None:
    old, new, other = ("x" * 40, "y" * 40, "z" * 40)
    use_keys(old)
    prepare.check()
    prepare.check()
    use_keys(other)
    with pytest.raises(prepare.Refused, match="another key"):
        prepare.check()
    # One without any makes none: it would only be in the way of the right ones.
    use_keys()
    with pytest.raises(prepare.Refused, match=r"secret\.keys"):
        prepare.check()
    assert not (tmp_path / "secret.keys").exists()
    # A key is changed by putting a new one before the old; who has only the old one is behind by then.
    for keys in ((old, new), (new, old)):
        use_keys(*keys)
        prepare.check()
    use_keys(old)
    with pytest.raises(prepare.Refused, match="another key"):
        prepare.check()
    use_keys(old, new)
    prepare.check()


def test_whoever_has_lost_the_keys_can_go_on_without_them(own_database: str) -> None:
    use_keys("x" * 40)
    prepare.check()
    use_keys("z" * 40)
    ((_, said, _),) = command(quiet("doctor"))
    assert "another key" in " ".join(said.split())
    ((code, _, err),) = command(quiet("key", "adopt"))
    assert code == 0, err
    prepare.check()
    use_keys("x" * 40)
    with pytest.raises(prepare.Refused, match="another key"):
        prepare.check()
    assert "x" * 40 not in said


def test_migrating_again_changes_nothing_where_all_is_well(own_database: str) -> None:
    """Views are made again only where something is missing: readers would wait for it."""
    oid = "select 'visible_papers'::regclass::oid"
    with psycopg.connect(own_database) as owner:
        before = owner.execute(oid).fetchone()
        owner.commit()
        migrate(own_database)
        assert owner.execute(oid).fetchone() == before
