"""Owns the sentences that say why the database cannot be used, from what the system and PostgreSQL say.

Must not be here: deciding what to do then.
"""

import contextlib
import errno
from collections.abc import Iterator

from hanse.platform.settings import SecretFileError
from hanse.platform.supervisor.errors import SupervisorError
from hanse.platform.supervisor.places import Places

_DISK_FULL = "No space left on device"


@contextlib.contextmanager
def told(places: Places) -> Iterator[None]:
    """Turn what the system refuses into one sentence that says what to do."""
    try:
        yield
    except SecretFileError as problem:
        raise SupervisorError(str(problem)) from problem
    except OSError as problem:
        where = problem.filename or places.base
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            advice = "make room on that disk and start again"
        elif problem.errno == errno.EROFS:
            advice = "that disk is read-only: set HANSE_DATA_DIR to a folder on another one"
        elif places.account.switch and problem.errno == errno.EPERM:
            advice = f"root may not become {places.account.name} here: start Hanse as an ordinary user"
        else:
            advice = "make it usable for this user, or set HANSE_DATA_DIR to another folder"
        raise SupervisorError(f"The database in {where} cannot be used ({problem.strerror}): {advice}.") from problem


def reason(output: str) -> str:
    """The line of a PostgreSQL program's output that says why it failed, else its last line."""
    if _DISK_FULL in output:
        return f"{_DISK_FULL}; make room on the disk and start again"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for mark in ("PANIC:", "FATAL:", "error:", "ERROR:"):
        for line in lines:
            if mark in line:
                return line.split(mark, 1)[1].strip().rstrip(".")
    return lines[-1].split("LOG:", 1)[-1].strip().rstrip(".") if lines else "it said nothing"
