"""Background work of approvals: mails, and what the clock does."""

from __future__ import annotations

from hanse.domains.approvals.commands.mails import JOBS
from hanse.domains.approvals.commands.timing import TIMERS

__all__ = ["JOBS", "TIMERS"]
