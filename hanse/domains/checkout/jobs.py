"""Background work of checkout: the calendar of standing orders."""

from __future__ import annotations

from hanse.domains.checkout.commands.running import RUN_JOB, RUN_RIGHTS, SWEEP_JOB, run_standing_order, start_due
from hanse.platform.registry import JobKind, Schedule

JOBS = (
    JobKind(SWEEP_JOB, start_due, timeout_seconds=60),
    JobKind(RUN_JOB, run_standing_order, rights=RUN_RIGHTS, timeout_seconds=120),
)
SCHEDULES = (Schedule("checkout.standing_orders", "*/15 * * * *", SWEEP_JOB),)
