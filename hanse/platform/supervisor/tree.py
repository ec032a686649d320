"""Owns `hanse up`: the order in which the database, web and worker processes start, live and stop.

Must not be here: how one process is started (`children.py`, `cluster.py`, `web.py`).
"""

import gc
import importlib
import os
import runpy
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable

import msgspec
import structlog

from hanse.kit.errors import ExplainedError
from hanse.platform.settings import Settings
from hanse.platform.supervisor.attach import embedded_postgres, provision_embedded, reach_external
from hanse.platform.supervisor.children import Child, CommandChild, ForkedChild, reap_strangers
from hanse.platform.supervisor.cluster import EmbeddedPostgres
from hanse.platform.supervisor.errors import SupervisorError
from hanse.platform.supervisor.farewell import Farewell
from hanse.platform.supervisor.metrics import SharedMetrics
from hanse.platform.supervisor.signals import Signals
from hanse.platform.supervisor.web import EXIT_NOT_STARTED, READY, REFUSED, REPORT_BYTES, open_listener, serve

log = structlog.get_logger("hanse.supervisor")

# How often the supervisor looks around when nothing happens.
_IDLE_SECONDS = 5.0
# After the grace period of requests and jobs, a process gets this long to close its connections.
_CLOSE_SECONDS = 3.0
# The web server looks at its stop flag this often; until then it still takes connections itself.
_LEAVE_SECONDS = 0.15
_PREPARE_FAILED = 2
_WEB = "web-"

Hook = Callable[[Settings], None]


class _CalledOffError(SupervisorError):
    """Somebody asked to stop before everything had started."""


class Hooks(msgspec.Struct, frozen=True, kw_only=True):
    """What a composition does with an installation besides running it.

    `prepare` migrates, with the owner's address; `on_ready` is called once when the first web process answers;
    `afterwards` is work that may take its time from then on (the demo world). The first and the last run in processes
    of their own: whatever they import, open or break ends with them.
    """

    prepare: Hook
    on_ready: Hook
    afterwards: Hook | None = None


def run(settings: Settings, *, web_factory: str, worker_command: list[str], hooks: Hooks) -> int:
    """Run a whole installation until it is told to stop; gives the exit status.

    `web_factory` is `module:function` of the ASGI application, `worker_command` starts a worker.
    Children find the addresses in the environment.
    Call from the main thread of a process without other threads.

    Raises: SupervisorError with one sentence when it cannot start.
    """
    tree = _Tree(settings, web_factory, worker_command, hooks)
    try:
        tree.start()
        tree.watch()
    except _CalledOffError:
        log.info("start called off")
    finally:
        tree.stop()
    return 0


class _Tree:
    def __init__(self, settings: Settings, web_factory: str, worker_command: list[str], hooks: Hooks) -> None:
        self._settings = settings
        self._web_factory = web_factory
        self._worker_command = worker_command
        self._hooks = hooks
        self._signals = Signals()
        self._listener: socket.socket | None = None
        self._postgres: EmbeddedPostgres | None = None
        self._metrics = SharedMetrics(settings.data_dir)
        self._children: list[Child] = []
        self._starting: dict[int, Child] = {}
        self._errand: Child | None = None
        self._served = False
        self._refusal = ""
        self._database_due = 0.0
        self._database_pause = 0.0

    def start(self) -> None:
        """Bring everything up to the first web processes."""
        self._signals.install()
        self._listener = open_listener(self._settings.host, self._settings.port)
        self._settings = _with_port(self._settings, self._listener.getsockname()[1])
        if self._settings.embedded_database:
            self._postgres = embedded_postgres(self._settings, self._say)
            self._postgres.begin()
        self._share_metrics()
        # Nearly all that is made while starting stays; looking through it again and again would find nothing.
        gc.disable()
        # Paid once for all web processes, while another processor creates or starts the database.
        importlib.import_module(self._web_factory.partition(":")[0])
        self._reach_database()
        self._prepare()
        self._tell_children()
        self._fork_ready()
        for number in range(1, self._settings.web_processes + 1):
            self._start(self._web_child(f"{_WEB}{number}"))

    def watch(self) -> None:
        """Keep everything running until somebody asks to stop."""
        while not self._signals.stopping:
            ready = self._signals.wait(self._until_due(), *self._starting)
            self._note_ready(ready)
            reap_strangers({child.pid for child in self._all_children()} | self._postgres_pids())
            self._watch_database()
            self._watch_errand()
            for child in self._children:
                self._watch_child(child)

    def stop(self) -> None:
        """End web and worker processes gracefully, then the database; a second signal makes it hurry."""
        living = [child for child in self._all_children() if child.running()]
        for child in living:
            child.send(signal.SIGTERM)
        with Farewell(self._listener, after=_LEAVE_SECONDS) as farewell:
            allowed = self._signals.stops + 1 if self._signals.stopping else 1
            deadline = time.monotonic() + self._settings.shutdown_grace_seconds + _CLOSE_SECONDS
            while any(child.running() for child in living):
                left = deadline - time.monotonic()
                if left <= 0 or self._signals.stops > allowed:
                    break
                farewell.answer(self._signals.wait(min(left, 0.1), *farewell.filenos()))
        for child in living:
            if child.running():
                log.warning("process did not stop in time and is ended", process=child.name)
            child.send_group(signal.SIGKILL)
        for child in living:
            child.join()
        if self._postgres is not None:
            self._postgres.stop()
        log.info("stopped")

    def _say(self, line: str) -> None:
        log.info(line)

    def _wait(self, seconds: float) -> bool:
        self._signals.wait(seconds)
        return not self._signals.stopping

    def _check_called_off(self) -> None:
        if self._signals.stopping:
            raise _CalledOffError("Stopped before everything had started.")

    def _reach_database(self) -> None:
        if self._postgres is None:
            reach_external(self._settings, self._say, self._wait)
        else:
            self._postgres.wait(lambda: self._signals.stopping)
            self._check_called_off()
            self._settings = provision_embedded(self._settings, self._postgres)
        self._check_called_off()

    def _share_metrics(self) -> None:
        try:
            self._metrics.begin()
        except OSError as problem:
            raise SupervisorError(
                f"The data folder {self._settings.data_dir} cannot be used ({problem.strerror}): make it writable for "
                "this user, or set HANSE_DATA_DIR to a folder that is."
            ) from problem

    def _prepare(self) -> None:
        """Run the hook in a process of its own: whatever it imports, opens or breaks ends with it."""
        reader, writer = os.pipe()
        child = ForkedChild("prepare", lambda: self._run_hook(self._hooks.prepare, writer))
        child.start()
        os.close(writer)
        while child.running():
            if self._signals.stopping:
                child.send(signal.SIGTERM)
            self._signals.wait(0.5)
        with os.fdopen(reader, encoding="utf-8") as pipe:
            problem = pipe.read()
        self._check_called_off()
        if child.status != 0:
            raise SupervisorError(problem or f"Preparing the database {child.ended_by()}: the reason is above.")

    def _run_hook(self, hook: Hook, writer: int) -> int:
        self._forget()
        try:
            hook(self._settings)
        except ExplainedError as problem:
            os.write(writer, str(problem).encode())
            return _PREPARE_FAILED
        return 0

    def _tell_children(self) -> None:
        """Put what only this process knows where children look for settings; the owner's address stays here."""
        os.environ["HANSE_PORT"] = str(self._settings.port)
        os.environ["DATABASE_URL"] = self._settings.database_url
        os.environ["HANSE_DATABASE_JOBS_URL"] = self._settings.database_jobs_url
        os.environ.pop("HANSE_DATABASE_OWNER_URL", None)

    def _fork_ready(self) -> None:
        if threading.active_count() > 1:
            names = ", ".join(thread.name for thread in threading.enumerate())
            log.warning("threads run in the supervisor, which forks", threads=names)
        # Objects made so far are never examined again, so that children go on sharing their memory.
        gc.freeze()
        gc.enable()

    def _web_child(self, name: str) -> Child:
        return ForkedChild(name, lambda: self._serve(name))

    def _serve(self, name: str) -> int:
        assert self._listener is not None
        writer = self._ready_writer
        self._forget()
        os.environ["HANSE_PROCESS"] = name
        try:
            return serve(self._web_factory, self._settings, self._listener, writer)
        except ExplainedError as problem:
            os.write(writer, (REFUSED + str(problem)).encode()[:REPORT_BYTES])
            return EXIT_NOT_STARTED

    def _worker_child(self, name: str) -> Child:
        if self._worker_command[:2] == [sys.executable, "-m"]:
            # The same Python with most of its modules read already: a fork starts at once and shares their memory.
            return ForkedChild(name, lambda: self._run_module(name, self._worker_command[2:]))
        return CommandChild(name, self._worker_command, {**os.environ, "HANSE_PROCESS": name})

    def _run_module(self, name: str, words: list[str]) -> int:
        """What `python -m` does, in a forked child."""
        assert self._listener is not None
        self._listener.close()
        self._forget()
        os.environ["HANSE_PROCESS"] = name
        sys.argv = words
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
        return 0

    def _forget(self) -> None:
        """In a forked child: let go of what belongs to the supervisor."""
        self._signals.close()
        if self._postgres is not None:
            self._postgres.forget()

    def _start(self, child: Child) -> None:
        if child not in self._children:
            self._children.append(child)
        if child.name.startswith(_WEB):
            reader, self._ready_writer = os.pipe()
            child.start()
            os.close(self._ready_writer)
            self._starting[reader] = child
        else:
            child.start()

    def _note_ready(self, readable: list[int]) -> None:
        for reader in readable:
            child = self._starting.pop(reader)
            report = os.read(reader, REPORT_BYTES).decode(errors="replace")
            os.close(reader)
            if report != READY:
                self._note_refusal(child, report[1:])
                continue
            log.debug("process answers", process=child.name)
            if not self._served:
                self._served = True
                self._hooks.on_ready(self._settings)
                for number in range(1, self._settings.worker_processes + 1):
                    self._start(self._worker_child(f"worker-{number}"))
                self._begin_errand()

    def _begin_errand(self) -> None:
        hook = self._hooks.afterwards
        if hook is not None:
            self._errand = ForkedChild("afterwards", lambda: self._run_errand(hook))
            self._errand.start()

    def _run_errand(self, hook: Hook) -> int:
        assert self._listener is not None
        self._listener.close()
        self._forget()
        try:
            hook(self._settings)
        except ExplainedError as problem:
            log.error(str(problem))
            return _PREPARE_FAILED
        return 0

    def _watch_errand(self) -> None:
        """Say once when the work afterwards failed; what was begun goes on with the next start."""
        if self._errand is None or self._errand.running():
            return
        if self._errand.status != 0 and not self._signals.stopping:
            log.error(
                "the work after the start did not finish: start Hanse again to go on", how=self._errand.ended_by()
            )
        self._errand = None

    def _all_children(self) -> list[Child]:
        return [*self._children, *([self._errand] if self._errand is not None else [])]

    def _note_refusal(self, child: Child, sentence: str) -> None:
        """Keep why a process did not start: the first one's reason ends `hanse up`, a later one's goes to the log."""
        self._refusal = sentence
        if sentence and self._served:
            log.error(sentence, refused=child.name)

    def _watch_child(self, child: Child) -> None:
        now = time.monotonic()
        if child.due:
            if now >= child.due:
                child.due = 0.0
                self._start(child)
            return
        if child.running() or self._signals.stopping:
            return
        self._note_ready([reader for reader, starting in self._starting.items() if starting is child])
        if not self._served and (child.status or 0) > 0:
            raise SupervisorError(
                self._refusal or f"The web process {child.ended_by()} before it answered: the reason is above."
            )
        self._metrics.forget(child.pid)
        pause = child.plan_restart()
        log.error("process ended and is started again", process=child.name, how=child.ended_by(), pause=round(pause, 1))

    def _watch_database(self) -> None:
        """Start the embedded server again when it ended; it recovers from its log."""
        if self._postgres is None:
            return
        if self._postgres.is_replaced():
            raise SupervisorError(
                f"The data folder {self._settings.data_dir} was deleted or replaced while Hanse ran on it: start Hanse "
                "again, and stop it first next time."
            )
        if self._postgres.exit_status() is None:
            return
        now = time.monotonic()
        if now < self._database_due:
            return
        log.error("the database server ended and is started again", status=self._postgres.exit_status())
        try:
            self._postgres.restart(lambda: self._signals.stopping)
            self._database_pause = 0.0
            log.info("the database answers again")
        except SupervisorError as problem:
            self._database_pause = min(max(1.0, self._database_pause * 2), 30.0)
            self._database_due = time.monotonic() + self._database_pause
            log.error(str(problem), next_try_seconds=self._database_pause)

    def _until_due(self) -> float:
        now = time.monotonic()
        moments = [child.due for child in self._children if child.due]
        if self._postgres is not None and self._postgres.exit_status() is not None:
            moments.append(self._database_due)
        return min(max(0.0, min(moments, default=now + _IDLE_SECONDS) - now), _IDLE_SECONDS)

    def _postgres_pids(self) -> set[int]:
        return self._postgres.pids() if self._postgres is not None else set()


def _with_port(settings: Settings, port: int) -> Settings:
    if settings.port == port:
        return settings
    # The port was left to the system; an address made from it follows.
    public = settings.public_url
    if public.endswith(f":{settings.port}"):
        public = public.removesuffix(str(settings.port)) + str(port)
    return msgspec.structs.replace(settings, port=port, public_url=public)
