"""Whether a contract goes on: people are told before the last day for notice, notice is given, and terms renew.

What the clock does here happens once: the mark that was told only goes down, and a version is renewed by one version.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from msgspec import UNSET

from hanse.domains.contracts.commands.activation import RENEWAL, bring_into_force
from hanse.domains.contracts.commands.amendments import copy_prices_anew
from hanse.domains.contracts.commands.steps import Moved, add_step, move, reload
from hanse.domains.contracts.commands.telling import tell
from hanse.domains.contracts.commands.termination import check_in_force, set_end
from hanse.domains.contracts.commands.versions import begin_next
from hanse.domains.contracts.errors import ContractInvalidTransition
from hanse.domains.contracts.events import ContractNoticeGiven, ContractRenewalDue
from hanse.domains.contracts.ports import RENEWAL as RENEWAL_TOLD
from hanse.domains.contracts.queries.content import load_content
from hanse.domains.contracts.queries.contracts import lock_contract, shown
from hanse.domains.contracts.queries.versions import VersionRecord, load_version, lock_version, shown_version
from hanse.domains.contracts.rules.dates import end_of, start_of, today_in
from hanse.domains.contracts.rules.freezing import hash_of, stored
from hanse.domains.contracts.rules.renewals import due_mark, next_mark, renewed_term
from hanse.domains.contracts.types import (
    Contract,
    ContractId,
    ContractVersion,
    ContractVersionId,
    ContractVersionKind,
    CreateDraft,
    RenewalMode,
    VersionStatus,
)
from hanse.domains.contracts.types.prices import GiveNotice, RenewContract
from hanse.domains.organizations.types import Side
from hanse.kit.errors import NotFound
from hanse.kit.ids import uuid7
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.timers import Timer

AUTOMATIC: Final = ("contract.view", "contract.view_internal", "contract.create", "contract.edit", "contract.activate")
LOCK_RENEWAL: Final = """
SELECT version_id, mode, ends_on, notice_on, told, status FROM contract_renewals WHERE version_id = %(version)s
FOR UPDATE
"""
SET_TOLD: Final = "UPDATE contract_renewals SET told = %(mark)s WHERE version_id = %(version)s"
SET_STATUS: Final = "UPDATE contract_renewals SET status = %(status)s WHERE version_id = %(version)s"
SET_NOTICE: Final = """
UPDATE contract_renewals SET status = 'noticed', notice_side = %(side)s, notice_reason = %(reason)s,
    notice_by_name = %(by)s, noticed_at = %(now)s
WHERE version_id = %(version)s
"""
BEGAN_ON: Final = "SELECT min(starts_on) FROM contract_versions WHERE contract_id = %(contract)s AND kind = 'original'"
# One task for each mark, however often the clock looks.
ADD_TASK: Final = """
INSERT INTO contract_tasks (id, contract_id, kind, title, due_on, side, is_internal, assignee_member_id, status, source,
    created_at, updated_at)
VALUES (%(id)s, %(contract)s, 'renewal', %(title)s, %(due_on)s, 'seller', true, %(owner)s, 'open', %(source)s, %(now)s,
    %(now)s)
ON CONFLICT (tenant_id, contract_id, source) WHERE source IS NOT NULL DO NOTHING
"""
CLOSE_TASKS: Final = """
UPDATE contract_tasks SET status = 'done', done_at = %(now)s, done_by_name = %(by)s, version = version + 1,
    updated_at = %(now)s
WHERE contract_id = %(contract)s AND source = %(source)s AND status = 'open'
"""


@command("contract.give_notice")
async def give_notice(ctx: Ctx, contract_id: ContractId, data: GiveNotice) -> Contract:
    """Say that a contract is not to go on: it ends with its term; an evergreen one after its days of notice.

    Raises ContractInvalidTransition when it is too late or was said before, PreconditionFailed, PreconditionRequired.
    """
    contract = await lock_contract(ctx, contract_id, "contract.give_notice")
    ctx.check_version(contract.version, required=True)
    check_in_force(contract)
    assert contract.active_version_id is not None, "it is in force"
    record = await load_version(ctx, contract.active_version_id, "contract.view")
    renewal = await ctx.db.maybe(LOCK_RENEWAL, {"version": record.version.id})
    at = _end_by_notice(ctx, record.version, renewal)
    reason = clean_line(data.reason)
    values = {"version": record.version.id, "side": contract.side, "reason": reason, "now": ctx.now}
    await ctx.db.run(SET_NOTICE, {**values, "by": ctx.principal.display_name[:200]})
    if contract.ends_at is None or at < contract.ends_at:
        await set_end(ctx, contract, at, contract.termination_reason, terminated_at=contract.terminated_at)
    await add_step(ctx, contract_id, record.version, "give_notice", contract.side, reason)
    after = await reload(ctx, contract_id)
    facts = {"notice": contract.side.value, "ends_at": after.ends_at}
    ctx.record("contract", contract_id, label=contract.number, after=facts, reason=reason or None)
    fact = ContractNoticeGiven(contract_id=contract_id, organization_id=contract.organization_id, side=contract.side)
    ctx.emit(fact, subject=after)
    return shown(ctx, after)


def _end_by_notice(ctx: Ctx, version: ContractVersion, renewal: dict[str, Any] | None) -> datetime:
    """When a contract ends if notice is given now. Raises ContractInvalidTransition."""
    zone = ctx.tenant.timezone
    today = today_in(ctx.now, zone)
    if renewal is not None and renewal["status"] == "noticed":
        raise ContractInvalidTransition(f"Notice was given already; the contract ends on {renewal['ends_on']}")
    if version.renewal_mode is RenewalMode.EVERGREEN or renewal is None:
        earliest = today + timedelta(days=version.notice_days)
        return end_of(max(earliest, version.ends_on or earliest), zone)
    if today > renewal["notice_on"]:
        raise ContractInvalidTransition(
            f"Notice was possible until {renewal['notice_on']}; agree on an earlier end by an amendment, or terminate"
        )
    return end_of(renewal["ends_on"], zone)


@command("contract.renew", permission="contract.create")
async def renew_contract(ctx: Ctx, contract_id: ContractId, data: RenewContract) -> ContractVersion:
    """Begin the renewal of a contract in force: a version with its next term and its prices with the agreed uplift.

    Raises ContractInvalidTransition, Invalid, PreconditionFailed, PreconditionRequired.
    """
    contract = await lock_contract(ctx, contract_id, "contract.create")
    ctx.check_version(contract.version, required=True)
    check_in_force(contract)
    assert contract.active_version_id is not None, "it is in force"
    base = (await load_version(ctx, contract.active_version_id, "contract.view")).version
    starts_on, ends_on = await _next_term(ctx, base)
    asked = CreateDraft(
        kind=ContractVersionKind.RENEWAL,
        starts_on=starts_on if data.starts_on is UNSET else data.starts_on,
        ends_on=ends_on if data.ends_on is UNSET else data.ends_on,
    )
    record = await begin_next(ctx, contract, asked)
    if data.uplift_micros is not UNSET and data.uplift_micros != base.uplift_micros:
        await copy_prices_anew(ctx, base, record, data.uplift_micros)
    return shown_version(ctx, record)


async def _next_term(ctx: Ctx, base: ContractVersion) -> tuple[date, date | None]:
    """The term after the one in force, counted from the day the contract began on."""
    today = today_in(ctx.now, ctx.tenant.timezone)
    if base.ends_on is None:
        return today + timedelta(days=1), None
    if base.renewal_months is None:
        length = base.ends_on - (base.starts_on or today)
        return base.ends_on + timedelta(days=1), base.ends_on + timedelta(days=1) + length
    began_on: date | None = await ctx.db.value(BEGAN_ON, {"contract": base.contract_id})
    return renewed_term(began_on or base.ends_on + timedelta(days=1), base.ends_on, base.renewal_months)


async def watch_renewal(ctx: Ctx, timer: Timer) -> None:
    """What the clock does before a term ends: tell at each mark, and after the last day for notice let it go on."""
    try:
        record = await lock_version(ctx, ContractVersionId(timer.subject_id), "contract.view")
    except NotFound:
        return
    renewal = await ctx.db.maybe(LOCK_RENEWAL, {"version": record.version.id})
    if renewal is None or renewal["status"] != "open" or record.version.status is not VersionStatus.ACTIVE:
        return
    today = today_in(ctx.now, ctx.tenant.timezone)
    if today > renewal["notice_on"]:
        await _go_on(ctx, record, renewal, today)
        return
    mark = due_mark(renewal["notice_on"], today, renewal["told"])
    if mark is not None:
        await ctx.db.run(SET_TOLD, {"version": record.version.id, "mark": mark})
        await _tell(ctx, record.contract, renewal, mark)
    following = next_mark(renewal["notice_on"], today) or renewal["notice_on"] + timedelta(days=1)
    await _wake(ctx, record, following)


async def _wake(ctx: Ctx, record: VersionRecord, day: date) -> None:
    due = start_of(day, ctx.tenant.timezone)
    await ctx.services.timers.set(ctx, RENEWAL, "contract_version", record.version.id, due)


async def _tell(ctx: Ctx, contract: Contract, renewal: dict[str, Any], mark: int) -> None:
    """A task for whoever looks after the contract, and a fact for those who are to be told."""
    values = {
        "id": uuid7(),
        "contract": contract.id,
        "title": f"Decide on the renewal of {contract.number}: notice until {renewal['notice_on']}",
        "due_on": renewal["notice_on"],
        "owner": contract.owner_member_id,
        "source": _source(renewal),
        "now": ctx.now,
    }
    await ctx.db.run(ADD_TASK, values)
    ctx.record("contract", contract.id, label=contract.number, after={"renewal_due_in": mark})
    fact = ContractRenewalDue(contract_id=contract.id, organization_id=contract.organization_id, days=mark)
    ctx.emit(fact, subject=contract)


def _source(renewal: dict[str, Any]) -> str:
    return f"renewal:{renewal['version_id']}"


async def _go_on(ctx: Ctx, record: VersionRecord, renewal: dict[str, Any], today: date) -> None:
    """The last day for notice is over: what renews itself does, anything else takes its course."""
    contract, version = record.contract, record.version
    if renewal["mode"] == RenewalMode.AUTO and contract.working_version_id is not None:
        # Somebody works on another version; it renews when that is in force or given up, as long as there is time.
        if renewal["told"] != 0:
            await ctx.db.run(SET_TOLD, {"version": version.id, "mark": 0})
            await _tell(ctx, contract, renewal, 0)
        if today <= renewal["ends_on"]:
            await _wake(ctx, record, today + timedelta(days=1))
        return
    if renewal["mode"] == RenewalMode.AUTO:
        await _renew_by_itself(ctx.as_system("Renewal", AUTOMATIC), record)
    else:
        await ctx.db.run(SET_STATUS, {"version": version.id, "status": "lapsed"})
        ctx.record("contract", contract.id, label=contract.number, after={"renewal": "lapsed"})
    done = {"contract": contract.id, "source": _source(renewal), "by": "Hanse", "now": ctx.now}
    await ctx.db.run(CLOSE_TASKS, done)


async def _renew_by_itself(ctx: Ctx, before: VersionRecord) -> None:
    """The next term as the version in force agreed it: same clauses, prices with the uplift, no new signature."""
    starts_on, ends_on = await _next_term(ctx, before.version)
    asked = CreateDraft(kind=ContractVersionKind.RENEWAL, starts_on=starts_on, ends_on=ends_on)
    record = await begin_next(ctx, before.contract, asked)
    reason = f"Renewed by itself, as agreed in version {before.version.number}"
    content = stored(await load_content(ctx, record))
    frozen = {
        "content": Json(content),
        "content_hash": hash_of(content),
        "frozen_at": ctx.now,
        "status_reason": reason,
        "sent_at": ctx.now,
    }
    record = await move(ctx, record, "renew", Moved(comment=reason, version=frozen), by_system=True)
    assert record.version.starts_at is not None, "its first day is known"
    await bring_into_force(ctx, record, max(record.version.starts_at, ctx.now))
    until = f"until {ends_on:%-d %B %Y}" if ends_on else "without an end"
    for side in Side:
        title = f"Contract {before.contract.number} renews itself"
        kind = RENEWAL_TOLD if side is Side.SELLER else None
        await tell(ctx, before.contract, side, title, f"It goes on from {starts_on:%-d %B %Y} {until}.", kind)
