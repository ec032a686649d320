"""Owns how the supervisor hears signals: as a flag and a wake-up, never in the middle of its work.

Must not be here: what is done about them.
"""

import os
import select
import signal
from types import FrameType

from hanse.platform.supervisor.identity import STOP_SIGNALS


class Signals:
    """Notes requests to stop, and wakes a waiting supervisor for those and for ended children."""

    def __init__(self) -> None:
        self.stops = 0
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)

    def install(self) -> None:
        """Take over the signals of this process. Call once, from the main thread."""
        signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            signal.signal(number, self._note_stop)
        signal.signal(signal.SIGCHLD, _nothing)

    @property
    def stopping(self) -> bool:
        """Whether somebody asked to stop."""
        return self.stops > 0

    def wait(self, seconds: float, *readable: int) -> list[int]:
        """Sleep until a signal comes, one of the descriptors is readable, or the time is over."""
        ready, _, _ = select.select([self._reader, *readable], [], [], max(0.0, seconds))
        if self._reader in ready:
            ready.remove(self._reader)
            while _drained(self._reader):
                continue
        return ready

    def close(self) -> None:
        """Let go of the pipe, in a forked child or at the end."""
        os.close(self._reader)
        os.close(self._writer)

    def _note_stop(self, number: int, frame: FrameType | None) -> None:
        self.stops += 1


def _drained(reader: int) -> bool:
    try:
        return bool(os.read(reader, 512))
    except BlockingIOError:
        return False


def _nothing(number: int, frame: FrameType | None) -> None:
    """Only the wake-up counts."""
