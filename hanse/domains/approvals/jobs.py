"""Background work of approvals: what the clock does."""

from __future__ import annotations

from hanse.domains.approvals.commands.timing import TIMERS

__all__ = ["TIMERS"]
