"""The end of a contract: before its time by decision, or at its term by the clock. Its prices end at that instant."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from hanse.domains.contracts.commands.activation import END, RENEWAL, START, end_terms
from hanse.domains.contracts.commands.committing import cut_periods
from hanse.domains.contracts.commands.steps import Moved, add_step, audited, move, reload
from hanse.domains.contracts.errors import ContractInvalidTransition
from hanse.domains.contracts.events import ContractExpired, ContractTerminated
from hanse.domains.contracts.queries.contracts import lock_contract, shown
from hanse.domains.contracts.queries.prices import load_terms
from hanse.domains.contracts.queries.versions import load_version
from hanse.domains.contracts.rules.dates import end_of, today_in
from hanse.domains.contracts.rules.lifecycle import ENDED, contract_status, word_of
from hanse.domains.contracts.types import Contract, ContractId, ContractStatus, VersionStatus
from hanse.domains.contracts.types.prices import TerminateContract
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.timers import Timer

IN_FORCE: Final = (ContractStatus.ACTIVE, ContractStatus.RENEWAL)
SET_END: Final = """
UPDATE contracts SET ends_at = %(at)s, terminated_at = %(terminated_at)s, termination_reason = %(reason)s,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
CLOSE_RENEWAL: Final = """
UPDATE contract_renewals SET status = 'lapsed' WHERE version_id = %(version)s AND status IN ('open', 'noticed')
"""


@command("contract.terminate")
async def terminate_contract(ctx: Ctx, contract_id: ContractId, data: TerminateContract) -> Contract:
    """End a contract at once or with a day still to come; its prices end then, and placed orders keep theirs.

    Raises ContractInvalidTransition, Invalid, PreconditionFailed, PreconditionRequired.
    """
    contract = await lock_contract(ctx, contract_id, "contract.terminate")
    ctx.check_version(contract.version, required=True)
    check_in_force(contract)
    at = _effective(ctx, contract, data)
    await _give_up_working(ctx, contract)
    reason = clean_line(data.reason)
    await set_end(ctx, contract, at, reason, terminated_at=at)
    if at <= ctx.now:
        after = await _finish(ctx, await reload(ctx, contract_id))
    else:
        after = await reload(ctx, contract_id)
        assert contract.active_version_id is not None, "it is in force"
        record = await load_version(ctx, contract.active_version_id, "contract.view")
        await add_step(ctx, contract_id, record.version, "terminate", contract.side, reason)
        ctx.record(
            "contract", contract_id, label=after.number, before=audited(contract), after=audited(after), reason=reason
        )
    fact = ContractTerminated(contract_id=contract_id, organization_id=contract.organization_id)
    ctx.emit(fact, subject=after)
    return shown(ctx, after)


async def set_end(
    ctx: Ctx, contract: Contract, at: datetime, reason: str | None, *, terminated_at: datetime | None
) -> None:
    """Let prices, commitments and the contract itself end at an instant. The caller authorises and records."""
    await end_terms(ctx, contract, at)
    await cut_periods(ctx, contract, at)
    values: dict[str, Any] = {"id": contract.id, "at": at, "terminated_at": terminated_at, "reason": reason}
    await ctx.db.run(SET_END, {**values, "now": ctx.now})
    await ctx.services.timers.set(ctx, END, "contract", contract.id, at)


async def end_contract(ctx: Ctx, timer: Timer) -> None:
    """The end of a contract's term; one that goes on, or goes on with its next version, stays as it is."""
    try:
        contract = await lock_contract(ctx, ContractId(timer.subject_id), "contract.view")
    except NotFound:
        return
    if contract.status not in IN_FORCE or contract.ends_at is None or contract.ends_at > ctx.now:
        return
    terms = await load_terms(ctx, contract.id)
    if any(term.starts_at <= ctx.now and (term.ends_at is None or term.ends_at > ctx.now) for term in terms):
        return  # the next version holds already; its own timer brings it into force
    await _finish(ctx, contract)


def check_in_force(contract: Contract) -> None:
    """Raises ContractInvalidTransition where there is nothing to end."""
    if contract.status not in IN_FORCE or contract.active_version_id is None:
        hint = "cancel it instead" if contract.active_version_id is None else "there is nothing left to end"
        raise ContractInvalidTransition(f"The contract is {word_of(contract.status)}; {hint}")


def _effective(ctx: Ctx, contract: Contract, data: TerminateContract) -> datetime:
    """The instant a termination takes effect. Raises Invalid."""
    if data.ends_on is None:
        return ctx.now
    at = end_of(data.ends_on, ctx.tenant.timezone)
    if at <= ctx.now:
        today = today_in(ctx.now, ctx.tenant.timezone).isoformat()
        raise Invalid.field("ends_on", f"The last day is today, {today}, or later; leave it out to end it now", "past")
    if contract.ends_at is not None and at > contract.ends_at:
        raise Invalid.field("ends_on", "The contract ends before that day by itself", "after_end")
    return at


async def _give_up_working(ctx: Ctx, contract: Contract) -> None:
    """A version on its way goes with the contract. Raises ContractInvalidTransition for one that waits for approval."""
    if contract.working_version_id is None or contract.working_status in ENDED:
        return
    if contract.working_status is VersionStatus.APPROVAL:
        raise ContractInvalidTransition("A version of it waits for approval; take it back first")
    record = await load_version(ctx, contract.working_version_id, "contract.view")
    await move(ctx, record, "cancel", Moved(comment="The contract is terminated"), by_system=True)
    await ctx.services.timers.cancel(ctx, START, "contract_version", record.version.id)


async def _finish(ctx: Ctx, contract: Contract) -> Contract:
    """Move the version in force to its end, and the contract with it, or to what its version on the way is."""
    assert contract.active_version_id is not None, "it is in force"
    record = await load_version(ctx, contract.active_version_id, "contract.view")
    is_terminated = contract.terminated_at is not None
    values: dict[str, Any] = {"status": ContractStatus.TERMINATED if is_terminated else ContractStatus.EXPIRED}
    if contract.working_version_id is not None and contract.working_status not in (None, *ENDED):
        working = (await load_version(ctx, contract.working_version_id, "contract.view")).version
        values = {"status": contract_status(working.status, working.kind, is_in_force=False), "active_version_id": None}
    comment = contract.termination_reason or ""
    after = await move(ctx, record, "end", Moved(comment=comment, contract=values), by_system=True)
    await ctx.db.run(CLOSE_RENEWAL, {"version": record.version.id})
    await ctx.services.timers.cancel(ctx, RENEWAL, "contract_version", record.version.id)
    if not is_terminated:
        fact = ContractExpired(contract_id=contract.id, organization_id=contract.organization_id)
        ctx.emit(fact, subject=after.contract)
    return after.contract
