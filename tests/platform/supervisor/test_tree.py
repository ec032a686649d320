"""`hanse up` as a tree of processes: it answers, outlives the death of any member, and leaves nothing behind."""

import http.client
import os
import signal
import socket
import threading
from pathlib import Path

import httpx
import pytest

from tests.platform.supervisor.conftest import eventually
from tests.platform.supervisor.installation import installed
from tests.sampling import deep

pytestmark = pytest.mark.slow


def test_it_starts_everything_and_stops_everything(data_dir: Path) -> None:
    with installed(data_dir) as hanse:
        eventually(lambda: len({hanse.get("/")["pid"] for _ in range(8)}) == 2)
        assert hanse.get("/database")["user"] == "hanse_app"
        eventually(lambda: hanse.named("worker"))
        assert hanse.stop() == 0
        assert hanse.leftovers() == []
        with pytest.raises(httpx.ConnectError):
            hanse.get("/")


def test_ctrl_c_reaches_the_whole_group_and_still_ends_in_order(data_dir: Path) -> None:
    with installed(data_dir) as hanse:
        hanse.tree()
        os.killpg(hanse.process.pid, signal.SIGINT)
        assert hanse.process.wait(30) == 0
        assert hanse.leftovers() == []
        assert "did not stop in time" not in hanse.said()


def test_a_running_request_is_finished_and_a_late_one_is_answered(data_dir: Path) -> None:
    with installed(data_dir, HANSE_WEB_PROCESSES="1") as hanse:
        answers: list[dict[str, object]] = []
        asking = threading.Thread(target=lambda: answers.append(hanse.get("/slow")))
        connected = len(_connections(hanse.port))
        asking.start()
        eventually(lambda: len(_connections(hanse.port)) > connected)
        hanse.process.send_signal(signal.SIGTERM)
        late = _late_answer(hanse.port)
        asking.join()
        assert answers
        assert "pid" in answers[0]
        assert late in (200, 503)
        assert hanse.process.wait(30) == 0


@deep
def test_no_request_is_dropped_while_it_stops(data_dir: Path) -> None:
    """Clients that never pause, on connections kept and new, get an answer to all they could send."""
    with installed(data_dir) as hanse:
        answers: list[int] = []
        clients = [
            threading.Thread(target=_ask_until_refused, args=(hanse.port, keep, answers)) for keep in (True, False) * 4
        ]
        for client in clients:
            client.start()
        eventually(lambda: len(answers) > 200)
        assert hanse.stop() == 0
        for client in clients:
            client.join()
        assert set(answers) <= {200, 503}
        assert answers.count(200) > 200


def _ask_until_refused(port: int, keep: bool, answers: list[int]) -> None:
    """Ask again and again; 0 stands for a connection that took the request and gave no answer."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    while True:
        try:
            if client.sock is None:
                client.connect()
        except ConnectionRefusedError:
            return
        try:
            client.request("GET", "/", headers={} if keep else {"Connection": "close"})
            answer = client.getresponse()
            answer.read()
            answers.append(answer.status)
        except (OSError, http.client.HTTPException):
            answers.append(0)
            return


def _connections(port: int) -> list[str]:
    """Lines of the system's table of connections to a local port that are established."""
    wanted = f"0100007F:{port:04X}"
    lines = Path("/proc/net/tcp").read_text("ascii").splitlines()
    return [line for line in lines if line.split()[1] == wanted and line.split()[3] == "01"]


def _late_answer(port: int) -> int:
    """The status that a connection made while stopping gets."""
    return httpx.get(f"http://127.0.0.1:{port}/", timeout=10).status_code


@pytest.mark.parametrize("worker_kind", ["module", pytest.param("command", marks=deep)])
def test_killed_processes_are_started_again(data_dir: Path, worker_kind: str) -> None:
    with installed(data_dir, HANSE_TEST_WORKER=worker_kind) as hanse:
        eventually(lambda: hanse.named("worker"))
        (worker,) = hanse.named("worker")
        web = hanse.get("/")["pid"]
        worker.kill()
        os.kill(web, signal.SIGKILL)
        assert hanse.get("/")["pid"] != web
        eventually(lambda: [found for found in hanse.named("worker") if found.pid != worker.pid])
        eventually(lambda: len({hanse.get("/")["pid"] for _ in range(8)}) == 2)
        assert "SIGKILL" in hanse.said()

        (server,) = hanse.named("-D")
        server.kill()
        eventually(lambda: hanse.get("/database").get("user") == "hanse_app")
        assert hanse.stop() == 0
        assert hanse.leftovers() == []


def test_a_killed_supervisor_takes_everything_with_it(data_dir: Path) -> None:
    with installed(data_dir) as hanse:
        eventually(lambda: hanse.named("worker"))
        hanse.stop(signal.SIGKILL)
        eventually(lambda: hanse.leftovers() == [])
    with installed(data_dir) as again:
        assert again.get("/database")["user"] == "hanse_app"


@deep
def test_any_process_shows_what_all_have_counted(data_dir: Path) -> None:
    with installed(data_dir) as hanse:
        pids = [hanse.get("/")["pid"] for _ in range(12)]
        assert "test_answered_total 12.0" in hanse.get("/counted")["text"]
        os.kill(pids[0], signal.SIGKILL)
        eventually(lambda: pids[0] not in [process.pid for process in hanse.tree()])
        assert "test_answered_total 12.0" in hanse.get("/counted")["text"]


@deep
def test_work_after_the_start_runs_beside_it_and_its_failure_ends_nothing(data_dir: Path) -> None:
    with installed(data_dir) as hanse:
        assert hanse.get("/database")["user"] == "hanse_app"
        eventually((data_dir / "afterwards").exists)
        eventually(lambda: (data_dir / "afterwards").read_text() == "hanse_app")
        assert hanse.stop() == 0
    with installed(data_dir, HANSE_TEST_FAIL="afterwards") as hanse:
        eventually(lambda: "The demo world is broken." in hanse.said())
        eventually(lambda: "start Hanse again to go on" in hanse.said())
        assert hanse.get("/database")["user"] == "hanse_app"


@pytest.mark.parametrize("step", ["prepare", pytest.param("web", marks=deep)])
def test_a_start_can_be_called_off_at_once(data_dir: Path, step: str) -> None:
    with installed(data_dir, HANSE_TEST_LINGER=step) as hanse:
        hanse.tree()
        hanse.process.send_signal(signal.SIGTERM)
        assert hanse.process.wait(10) == 0
        assert hanse.leftovers() == []
        assert "did not stop in time" not in hanse.said()


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"HANSE_TEST_FAIL": "prepare"}, "The migration cannot be applied: restore a backup."),
        ({"HANSE_TEST_FAIL": "prepare-unexpectedly"}, "Preparing the database ended with status 70"),
        ({"HANSE_TEST_FAIL": "web"}, "The application refuses to start."),
        ({"HANSE_HOST": "192.0.2.1"}, "192.0.2.1 is not an address of this machine: set HANSE_HOST"),
        ({"HANSE_PORT": "x"}, "HANSE_PORT in the environment must be a whole number"),
        (
            {"DATABASE_URL": "postgresql://u:hunter2@127.0.0.1:1/d", "HANSE_WORKER_PROCESSES": "0"},
            "start it, or correct DATABASE_URL.",
        ),
    ],
)
def test_what_cannot_start_says_why_and_leaves_nothing(data_dir: Path, environment: dict[str, str], told: str) -> None:
    with installed(data_dir, **environment) as hanse:
        assert hanse.process.wait(30) == 1
        assert told in hanse.last_words()
        assert "hunter2" not in hanse.said()
        assert not (data_dir / "postgres" / "postmaster.pid").exists()


def test_a_port_in_use_is_named(data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with installed(data_dir, HANSE_PORT=str(port)) as hanse:
            assert hanse.process.wait(30) == 1
            assert f"Port {port} on 127.0.0.1 is already in use" in hanse.last_words()
