"""What the clock does to contracts: versions begin, terms end or go on, and periods of commitments are settled."""

from __future__ import annotations

from hanse.domains.contracts.commands.activation import END, RENEWAL, START, start_version
from hanse.domains.contracts.commands.committing import CLOSE
from hanse.domains.contracts.commands.renewals import watch_renewal
from hanse.domains.contracts.commands.settling import close_periods
from hanse.domains.contracts.commands.tasks import REMIND, remind
from hanse.domains.contracts.commands.termination import end_contract
from hanse.platform.registry import TimerKind

_READS = ("contract.view", "contract.view_internal")
TIMERS = (
    TimerKind(START, start_version, _READS),
    TimerKind(END, end_contract, _READS),
    TimerKind(RENEWAL, watch_renewal, _READS),
    TimerKind(CLOSE, close_periods, _READS),
    TimerKind(REMIND, remind, _READS),
)
