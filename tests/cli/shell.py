"""A terminal for tests: the command line in this process, as quick as a call, or as a program of its own."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hanse.cli import COMPOSITION, cli
from hanse.platform.cli import failing
from hanse.platform.db.provision import DatabaseUrls
from hanse.testing.browser import ROOT
from tests.journeys.server import SECRET


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be one JSON document and nothing else."""
        return json.loads(self.out)


@dataclass
class Shell:
    """One person's terminal: its settings, and the folder commands run in."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, given: str = "") -> Ran:
        """Run a command in this process, beside the tests' event loop."""
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(self._run, arguments, given).result()

    def done(self, *arguments: str, given: str = "") -> Ran:
        """Run a command that must succeed."""
        ran = self.run(*arguments, given=given)
        assert ran.status == 0, f"hanse {' '.join(arguments)} ended with {ran.status}: {ran.err}{ran.out[-2000:]}"
        return ran

    def ask(self, *arguments: str) -> Any:
        """The JSON a command that must succeed answers with."""
        return self.done(*arguments, "--json").json

    def refused(self, *arguments: str, status: int = 2) -> str:
        """The sentence of a command that must fail: on standard error, without a stack, and nothing on the other."""
        ran = self.run(*arguments)
        assert (ran.status, ran.out) == (status, ""), (arguments, ran)
        assert ran.err.startswith("hanse: "), ran.err
        assert "Traceback" not in ran.err
        return ran.err

    def program(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Start a command as a program of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "hanse.cli", *arguments],
            cwd=options.pop("cwd", ROOT),
            env={**_without_settings(os.environ), **self.variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def _run(self, arguments: tuple[str, ...], given: str) -> Ran:
        out, err = _Stream(), _Stream()
        with (
            _environment(self.variables),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            _read(given),
        ):
            try:
                status = failing.run(cli, list(arguments), obj=COMPOSITION)
            except SystemExit as leaving:
                status = int(leaving.code or 0)
        return Ran(status, out.text(), err.text())


class _Stream(io.TextIOWrapper):
    """A stream in memory; also its bytes can be written to, as exports do."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), "utf-8", write_through=True)

    def text(self) -> str:
        self.flush()
        raw = self.buffer
        assert isinstance(raw, io.BytesIO)
        return raw.getvalue().decode()


def terminal(urls: DatabaseUrls, folder: Path) -> Shell:
    """A terminal on a machine whose settings name this database."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Shell(
        folder,
        {
            "HANSE_ENV": "test",
            "HANSE_DATA_DIR": str(folder),
            "HANSE_SECRET_KEY": SECRET,
            "HANSE_PUBLIC_URL": "http://hanse.test",
            "DATABASE_URL": urls.app,
            "HANSE_DATABASE_OWNER_URL": urls.owner,
            "HANSE_DATABASE_JOBS_URL": urls.jobs,
        },
    )


def _without_settings(variables: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if not name.startswith(("HANSE_", "DATABASE_"))}


@contextlib.contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Only these settings, for the time of a command."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update({**_without_settings(before), **variables})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def _read(given: str) -> Iterator[None]:
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode()), "utf-8")
    try:
        yield
    finally:
        sys.stdin = before
