"""The embedded PostgreSQL: started, refused twice, stopped, and back after it was killed."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from scrollkeeper.core.postgres import DatabaseUnavailable, EmbeddedPostgres
from scrollkeeper.core.postgres_logins import SUPERUSER
from scrollkeeper.migrations.run import migrate


@pytest.fixture
def folder() -> Iterator[Path]:
    """A private folder that only we may walk through, as a temporary or home folder is."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o700)
    yield made / "data"
    shutil.rmtree(made, ignore_errors=True)


def test_what_is_committed_is_there_after_a_stop_and_a_kill(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    with psycopg.connect(server.start(), autocommit=True) as db:
        db.execute("create table kept (n int)")
        db.execute("insert into kept values (1)")
    server.stop()
    with psycopg.connect(server.start(), autocommit=True) as db:
        db.execute("insert into kept values (2)")
        assert server.process
        os.killpg(server.process.pid, signal.SIGKILL)
    server.stop()
    with psycopg.connect(server.start()) as db:
        assert db.execute("select array_agg(n order by n) from kept").fetchone() == ([1, 2],)
    server.stop()


def test_one_data_folder_has_one_server(folder: Path) -> None:
    first, second = EmbeddedPostgres(folder), EmbeddedPostgres(folder)
    first.start()
    try:
        assert second.is_running_elsewhere()
        with pytest.raises(DatabaseUnavailable, match="Another ScrollKeeper is running"):
            second.start()
        psycopg.connect(second.url).close()
    finally:
        first.stop()
    assert not second.is_running_elsewhere()


def test_the_server_ends_with_a_killed_parent_and_the_next_start_recovers(folder: Path) -> None:
    program = textwrap.dedent(
        f"""
        import time
        from pathlib import Path
        from scrollkeeper.core.postgres import EmbeddedPostgres
        server = EmbeddedPostgres(Path({str(folder)!r}))
        server.start()
        print(server.process.pid, flush=True)
        time.sleep(600)
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    server_pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    again = EmbeddedPostgres(folder)
    psycopg.connect(again.start()).close()
    again.stop()
    deadline = time.monotonic() + 30
    while Path(f"/proc/{server_pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{server_pid}").exists()


def test_as_root_it_runs_as_somebody_else(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has to step down")
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        assert server.process
        assert Path(f"/proc/{server.process.pid}").stat().st_uid != 0
    finally:
        server.stop()


class Earlier(EmbeddedPostgres):
    """As it was: one login, who is the superuser and owns everything."""

    @property
    def url(self) -> str:
        return self._url_of(SUPERUSER)

    def _give_away(self, folder: Path) -> None:
        user = pwd.getpwuid(os.geteuid()).pw_name
        (folder / "pg_hba.conf").write_text("local all scrollkeeper peer map=scrollkeeper\n")
        (folder / "pg_ident.conf").write_text(f'scrollkeeper "{user}" {SUPERUSER}\n')


def test_a_folder_of_an_earlier_version_changes_hands(folder: Path) -> None:
    """What belonged to the superuser belongs to the owner after the next start, and nobody is let in as the other."""
    earlier = Earlier(folder)
    url = earlier.start()
    try:
        migrate(url)
        with psycopg.connect(url) as db:
            db.execute(
                "insert into teams (id, slug, name, kind, quota_bytes) select gen_random_uuid(), 'l', 'Lab', 'team', 1"
            )
    finally:
        earlier.stop()
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        with psycopg.connect(server.url) as db:
            assert db.execute("select name from teams").fetchone() == ("Lab",)
            assert db.execute(
                "select rolsuper, rolcreaterole from pg_roles where rolname = current_user"
            ).fetchone() == (
                False,
                False,
            )
            others = db.execute("""
                select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'S', 'v')
                and relowner <> current_user::regrole
                union all select proname from pg_proc where pronamespace = 'public'::regnamespace
                and proowner <> current_user::regrole
                and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
            """).fetchall()
            assert others == []
        with psycopg.connect(server.request_url) as db:
            assert db.execute("select count(*) from teams").fetchone() == (0,)
        with pytest.raises(psycopg.OperationalError, match="authentication failed"):
            psycopg.connect(earlier.url)
        migrate(server.url)
    finally:
        server.stop()
