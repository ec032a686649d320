"""What the clock does to contracts: it reminds of tasks."""

from __future__ import annotations

from hanse.domains.contracts.commands.tasks import REMIND, remind
from hanse.platform.registry import TimerKind

TIMERS = (TimerKind(REMIND, remind, ("contract.view", "contract.view_internal")),)
