"""The embedded PostgreSQL: closed to everyone else, alive after every kind of death, clear when it cannot start."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from hanse.platform.settings import read_or_create_secret
from hanse.platform.supervisor import (
    Binaries,
    DatabaseBusy,
    EmbeddedPostgres,
    SupervisorError,
    arrange_places,
    find_binaries,
    superuser_password,
)
from hanse.platform.supervisor.identity import find_postmaster
from hanse.platform.supervisor.service_user import NAME as SERVICE_USER
from tests.platform.supervisor.conftest import eventually, make_server
from tests.sampling import deep

pytestmark = pytest.mark.slow
ROOT = os.geteuid() == 0


@contextmanager
def running(data_dir: Path, **options: object) -> Iterator[EmbeddedPostgres]:
    server = make_server(data_dir, **options)
    server.begin()
    try:
        server.wait()
        yield server
    finally:
        server.stop()


def ask(server: EmbeddedPostgres, query: str) -> object:
    with psycopg.connect(server.superuser_url()) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
        return row[0]


def write_row(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.superuser_url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_an_empty_folder_becomes_a_closed_database(folder: Path) -> None:
    """The one test that creates with crash safety on, as people run it."""
    with running(folder / "data", durable=True) as server:
        assert ask(server, "SELECT current_setting('server_version_num')::int / 10000") == 18
        assert ask(server, "SHOW fsync") == "on"
        assert ask(server, "SHOW listen_addresses") == ""
        assert ask(server, "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'") == 0
        places = arrange_places(folder / "data", find_binaries())
        assert mode(places.cluster) == 0o700
        assert mode(places.sockets) == 0o700
        assert mode(folder / "data") & 0o066 == 0
        assert mode(folder / "data" / "secrets") == 0o700
        assert mode(folder / "data" / "secrets" / "postgres_superuser") == 0o600
        assert list(places.sockets.glob("password-*")) == []
        assert list(places.base.glob("postgres.new-*")) == []
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.endpoint.url("hanse_superuser", "wrong", "postgres"))
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(host=str(places.sockets), user="hanse_superuser", dbname="postgres")


def test_it_never_runs_as_root(data_dir: Path) -> None:
    with running(data_dir) as server:
        expected = SERVICE_USER if ROOT else psutil.Process().username()
        assert psutil.Process(server.pid).username() == expected
        assert data_dir.joinpath("postgres").owner() == expected


def test_what_was_committed_is_there_after_a_restart(data_dir: Path) -> None:
    with running(data_dir) as server:
        write_row(server)
        pid = server.pid
    assert not psutil.pid_exists(pid)
    with running(data_dir) as server:
        assert ask(server, "SELECT answer FROM kept") == 42


@pytest.mark.parametrize("name", ["with space and 'quote", pytest.param("x" * 120, marks=deep)])
def test_any_folder_name_works(pristine: Path, folder: Path, name: str) -> None:
    (folder / name).mkdir(mode=0o711)
    (folder / name).chmod(0o711)
    subprocess.run(["cp", "-a", str(pristine), str(folder / name / "data")], check=True)
    with running(folder / name / "data") as server:
        assert ask(server, "SELECT 1") == 1
        assert len(os.fsencode(server.endpoint.sockets / f".s.PGSQL.{server.endpoint.port}")) <= 107


def test_a_killed_server_recovers(data_dir: Path) -> None:
    with running(data_dir, durable=True) as server:
        write_row(server)
        os.kill(server.pid, signal.SIGKILL)
        eventually(lambda: server.exit_status() is not None)
        server.restart()
        assert ask(server, "SELECT answer FROM kept") == 42


def test_a_second_start_is_refused_and_harmless(data_dir: Path) -> None:
    with running(data_dir) as server:
        with pytest.raises(DatabaseBusy, match=f"process {os.getpid()}"):
            make_server(data_dir).begin()
        assert ask(server, "SELECT 1") == 1


def leave_lock_file(data_dir: Path, pid: int) -> None:
    """The lock file of a server that is gone, as a crash leaves it, naming any pid."""
    cluster = data_dir / "postgres"
    (cluster / "postmaster.pid").write_text(f"{pid}\n{cluster}\n1700000000\n5432\n/tmp\n\n  123456  0\nready   \n")
    owner = cluster.stat()
    os.chown(cluster / "postmaster.pid", owner.st_uid, owner.st_gid)


def test_a_reused_pid_is_not_a_running_server(data_dir: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as stranger:
        try:
            leave_lock_file(data_dir, stranger.pid)
            assert find_postmaster(data_dir / "postgres") is None
            with running(data_dir) as server:
                assert ask(server, "SELECT 1") == 1
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_zombie_is_not_a_running_server(data_dir: Path) -> None:
    with subprocess.Popen(["true"]) as zombie:
        eventually(lambda: psutil.Process(zombie.pid).status() == psutil.STATUS_ZOMBIE)
        leave_lock_file(data_dir, zombie.pid)
        with running(data_dir) as server:
            assert ask(server, "SELECT 1") == 1


def test_a_server_of_another_folder_is_left_alone(data_dir: Path, pristine: Path) -> None:
    with running(pristine) as other:
        leave_lock_file(data_dir, other.pid)
        with running(data_dir) as server:
            assert ask(server, "SELECT 1") == 1
        assert ask(other, "SELECT 1") == 1


def test_a_server_left_by_someone_else_is_stopped_and_replaced(data_dir: Path) -> None:
    """As where the system cannot end children with their parent: the server outlived its supervisor."""
    places = arrange_places(data_dir, find_binaries())
    with running(data_dir) as server:
        write_row(server)
    switch = {"user": places.account.uid, "group": places.account.gid} if places.account.switch else {}
    with subprocess.Popen(
        [places.binaries.program("postgres"), "-D", str(places.cluster)], stderr=subprocess.DEVNULL, **switch
    ) as left:
        eventually(lambda: b"ready" in _read(places.cluster / "postmaster.pid"))
        with running(data_dir) as server:
            assert server.pid != left.pid
            assert left.wait(10) is not None
            assert ask(server, "SELECT answer FROM kept") == 42


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


START_AND_WAIT = """
    import sys, time
    from pathlib import Path
    from hanse.platform.supervisor import EmbeddedPostgres, arrange_places, find_binaries
    server = EmbeddedPostgres(arrange_places(Path(sys.argv[1]), find_binaries()))
    server.begin()
    server.wait()
    print(server.pid, flush=True)
    time.sleep(60)
"""


def test_a_killed_supervisor_leaves_no_server_and_no_lock(data_dir: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(START_AND_WAIT), str(data_dir)], stdout=subprocess.PIPE, text=True
    ) as supervisor:
        assert supervisor.stdout is not None
        pid = int(supervisor.stdout.readline())
        supervisor.kill()
    with running(data_dir) as server:
        assert ask(server, "SELECT 1") == 1
    eventually(lambda: not psutil.pid_exists(pid))


def test_a_start_killed_half_way_leaves_nothing_behind(folder: Path) -> None:
    half = folder / "data" / "postgres.new-0000"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    with running(folder / "data") as server:
        assert ask(server, "SELECT 1") == 1
    assert not half.exists()


def test_loopback_only_when_a_port_is_asked_for(data_dir: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with running(data_dir, tcp_port=port) as server:
        assert ask(server, "SHOW listen_addresses") == "127.0.0.1"
        password = superuser_password(arrange_places(data_dir, find_binaries()))
        with psycopg.connect(
            host="127.0.0.1", port=port, user="hanse_superuser", password=password, dbname="postgres"
        ) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def told(act: Callable[[], object]) -> str:
    with pytest.raises(SupervisorError) as raised:
        act()
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def start(server: EmbeddedPostgres) -> None:
    server.begin()
    server.wait()


def test_a_port_in_use_is_named(data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        sentence = told(lambda: start(make_server(data_dir, tcp_port=taken.getsockname()[1])))
    assert "did not start" in sentence
    # The lock is free again: nothing is left of the failed start.
    with running(data_dir) as server:
        assert ask(server, "SELECT 1") == 1


def test_another_major_version_is_refused(data_dir: Path) -> None:
    (data_dir / "postgres" / "PG_VERSION").write_text("17\n")
    assert "made by PostgreSQL 17" in told(lambda: start(make_server(data_dir)))


def test_a_lost_password_file_is_named(data_dir: Path) -> None:
    (data_dir / "secrets" / "postgres_superuser").unlink()
    with running(data_dir) as server:
        assert "restore it from a backup" in told(server.superuser_url)


def test_a_data_folder_that_cannot_be_is_named(folder: Path) -> None:
    (folder / "file").write_text("x")
    assert "HANSE_DATA_DIR" in told(lambda: make_server(folder / "file" / "data"))


def test_a_full_disk_while_creating_is_named(folder: Path) -> None:
    """The creating program's own reason reaches the operator; the half-made folder does not stay."""
    program = folder / "programs" / "bin" / "initdb"
    program.parent.mkdir(parents=True)
    program.write_text(
        "#!/bin/sh\necho 'initdb: error: could not write to file: No space left on device' >&2\nexit 1\n"
    )
    program.chmod(0o755)
    places = arrange_places(folder / "data", Binaries(folder / "programs"))
    assert "No space left on device" in told(lambda: start(EmbeddedPostgres(places)))
    assert list(places.base.glob("postgres.new-*")) == []


@deep
def test_closed_folders_do_not_stop_root(folder: Path) -> None:
    """As below /root: the service user reaches neither the data folder nor the programs where they are."""
    package = find_binaries().root.parent
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    subprocess.run(["cp", "-a", str(package), f"{package}.libs", str(closed)], check=True)
    places = arrange_places(closed / "data", Binaries(closed / package.name / find_binaries().root.name))
    server = EmbeddedPostgres(places, durable=False)
    try:
        start(server)
        assert ask(server, "SELECT 1") == 1
        assert (closed / "data" / "postgres").resolve() == places.cluster
        assert arrange_places(closed / "data", find_binaries()).cluster == places.cluster
    finally:
        server.stop()
        if ROOT:
            shutil.rmtree(places.base)


def run_as_ordinary_user(act: Callable[[], None]) -> int:
    """Run in a child that has given up root for good (or is ordinary anyway); gives its exit status."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            if ROOT:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            act()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


@deep
def test_an_ordinary_user_needs_no_service_user(folder: Path) -> None:
    home = folder / "home"
    home.mkdir(mode=0o700)
    if ROOT:
        os.chown(home, 65534, 65534)
    # The programs as the service user reaches them: an ordinary user reaches the same.
    binaries = arrange_places(folder / "data", find_binaries()).binaries

    def act() -> None:
        server = EmbeddedPostgres(arrange_places(home / "data", binaries), durable=False)
        server.begin()
        server.wait()
        try:
            assert ask(server, "SELECT 1") == 1
            assert psutil.Process(server.pid).uids().effective == os.geteuid() != 0
            assert mode(home / "data") == 0o700
        finally:
            server.stop()

    assert run_as_ordinary_user(act) == 0


def test_a_database_of_another_user_is_refused(data_dir: Path) -> None:
    if ROOT:
        data_dir.chmod(0o755)
    else:
        # An ordinary user cannot give a folder away; one of root's stands in for the stranger's database.
        shutil.rmtree(data_dir / "postgres")
        (data_dir / "postgres").symlink_to("/etc")

    def act() -> None:
        assert "belongs to" in told(lambda: make_server(data_dir))

    assert run_as_ordinary_user(act) == 0


def test_secrets_of_the_database_are_random(folder: Path, data_dir: Path) -> None:
    first = read_or_create_secret(data_dir / "secrets", "postgres_superuser", create=False)
    assert len(first) >= 40
    assert first != read_or_create_secret(folder / "other", "postgres_superuser")


@deep
def test_a_folder_deleted_under_a_running_server_never_mixes_with_a_new_one(folder: Path, data_dir: Path) -> None:
    with running(data_dir) as server:
        kept = folder / "moved"
        data_dir.rename(kept)
        assert server.is_replaced()
        assert "still runs on the deleted folder" in told(lambda: make_server(data_dir).begin())
    # The old server ended without a word into the new folder; there is none of it there.
    assert not (data_dir / "postgres").exists()
    with running(data_dir) as fresh:
        assert ask(fresh, "SELECT 1") == 1


def test_whether_somebody_looks_after_a_database_is_seen_without_touching_it(data_dir: Path) -> None:
    assert not make_server(data_dir).is_looked_after()
    with running(data_dir) as server:
        assert make_server(data_dir).is_looked_after()
        assert ask(server, "SELECT 1") == 1
    assert not make_server(data_dir).is_looked_after()
