"""Running pg_dump and pg_restore: their output is streamed, their failures become one sentence.

Must not be here: where the bytes go.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from hanse.kit.errors import ExplainedError
from hanse.kit.structs import Data
from hanse.platform.db.provision import login_environment

_CHUNK = 1 << 20
_VERSION = re.compile(r"(\d+)(?:\.\d+)*")


class CopyFailed(ExplainedError):
    """pg_dump or pg_restore could not do it; the message says why."""


class Programs(Data, frozen=True, kw_only=True):
    """Where pg_dump and pg_restore are."""

    pg_dump: str
    pg_restore: str

    @classmethod
    def for_server(cls, server_number: int, bundled_folder: str | None) -> Programs:
        """The programs that understand a server: ours, else the system's. Raises CopyFailed for neither."""
        needed = server_number // 10_000
        for folder in filter(None, (bundled_folder, _system_folder())):
            if (
                os.access(os.path.join(folder, "pg_dump"), os.X_OK)
                and _major(os.path.join(folder, "pg_dump")) >= needed
            ):
                return cls(pg_dump=os.path.join(folder, "pg_dump"), pg_restore=os.path.join(folder, "pg_restore"))
        raise CopyFailed(
            f"There is no pg_dump for PostgreSQL {needed} here: install the client programs of that version."
        )


def dump(programs: Programs, admin_url: str, snapshot: str) -> Iterator[bytes]:
    """The database in PostgreSQL's custom format, in pieces, as the snapshot saw it. Raises CopyFailed."""
    command = [
        programs.pg_dump,
        "--format=custom",
        "--compress=6",
        f"--snapshot={snapshot}",
        "--lock-wait-timeout=60s",
        "--no-publications",
        "--no-subscriptions",
        "--no-password",
    ]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said, env=_environment(admin_url)
        )
        try:
            assert process.stdout is not None
            while piece := process.stdout.read(_CHUNK):
                yield piece
            if process.wait() != 0:
                raise CopyFailed(f"The database could not be dumped: {_reason(said)}.")
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def restore(programs: Programs, admin_url: str, pieces: Iterable[bytes]) -> None:
    """Fill an empty database from a dump; stops at the first failure. Raises CopyFailed."""
    database = login_environment(admin_url)["PGDATABASE"]
    command = [programs.pg_restore, f"--dbname={database}", "--exit-on-error", "--no-password"]
    environment = {**_environment(admin_url), "PGOPTIONS": "-c synchronous_commit=off -c statement_timeout=0"}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=environment
        )
        try:
            assert process.stdin is not None
            try:
                for piece in pieces:
                    process.stdin.write(piece)
                process.stdin.close()
            except BrokenPipeError:
                # It gave up before it had read everything; its own words follow.
                pass
            if process.wait() != 0:
                raise CopyFailed(f"The database could not be restored: {_reason(said)}.")
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _environment(url: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**inherited, **login_environment(url), "PGAPPNAME": "hanse-backup"}


def _system_folder() -> str | None:
    found = shutil.which("pg_dump")
    return os.path.dirname(os.path.realpath(found)) if found else None


def _major(program: str) -> int:
    # Debian's pg_dump is a wrapper that needs a cluster's name; the version it prints is the newest installed one.
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = _VERSION.search(answer)
    return int(found[1]) if found else 0


def _reason(said: IO[bytes]) -> str:
    said.seek(0)
    lines = [line.strip() for line in said.read(1 << 16).decode(errors="replace").splitlines() if line.strip()]
    for line in lines:
        if "error:" in line:
            return line.split("error:", 1)[1].strip().rstrip(".")
    return lines[-1].rstrip(".") if lines else "it said nothing"
