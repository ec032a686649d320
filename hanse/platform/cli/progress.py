"""Owns showing how far long work is: a bar on a terminal, a plain line now and then elsewhere; on standard error.

Must not be here: the work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from hanse.kit.clock import Clock, SystemClock

Advance = Callable[[int], None]
_LINE_SECONDS = 5.0


@contextmanager
def progress(what: str, total: int, clock: Clock | None = None) -> Iterator[Advance]:
    """Show `what` with a total of steps (0: not known); the function given is told how many more are done."""
    if sys.stderr.isatty() and total:
        with click.progressbar(length=total, label=f"{what:<24}", file=sys.stderr) as bar:
            yield bar.update
        return
    lines = _Lines(what, total, clock or SystemClock())
    yield lines.advance
    lines.end()


class _Lines:
    """Says what begins, and every few seconds how far it is: a log is read later, by people."""

    def __init__(self, what: str, total: int, clock: Clock) -> None:
        self._what, self._total, self._clock = what, total, clock
        self._done = 0
        self._began = self._told = clock.monotonic()
        click.echo(f"{what} ...", err=True)

    def advance(self, steps: int) -> None:
        self._done += steps
        now = self._clock.monotonic()
        if now - self._told >= _LINE_SECONDS:
            self._told = now
            click.echo(f"{self._what}: {self._far()}", err=True)

    def end(self) -> None:
        if self._told > self._began:
            click.echo(f"{self._what}: done after {self._clock.monotonic() - self._began:.0f} s", err=True)

    def _far(self) -> str:
        return f"{100 * self._done // self._total} %" if self._total else f"{self._done}"
