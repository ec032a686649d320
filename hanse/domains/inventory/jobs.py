"""Background work of inventory: freeing reservations that ran out, files on their way in."""

from __future__ import annotations

from hanse.domains.inventory.commands.importing import import_levels
from hanse.domains.inventory.commands.reserving import EXPIRE_JOB, expire_reservations
from hanse.domains.inventory.queries.files import FILES
from hanse.platform.registry import JobKind, Schedule

JOBS = (
    JobKind(EXPIRE_JOB, expire_reservations, timeout_seconds=120, when_suspended="run"),
    JobKind(
        FILES.job,
        import_levels,
        rights=("inventory.import", "inventory.view"),
        timeout_seconds=3_600,
        outside=True,
        for_actor=True,
    ),
)

SCHEDULES = (Schedule("inventory.expire_reservations", "* * * * *", EXPIRE_JOB),)
