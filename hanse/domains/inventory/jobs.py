"""Background work of inventory: freeing reservations that ran out."""

from __future__ import annotations

from hanse.domains.inventory.commands.reserving import EXPIRE_JOB, expire_reservations
from hanse.platform.registry import JobKind, Schedule

JOBS = (JobKind(EXPIRE_JOB, expire_reservations, timeout_seconds=120, when_suspended="run"),)

SCHEDULES = (Schedule("inventory.expire_reservations", "* * * * *", EXPIRE_JOB),)
