"""Putting a signed version into force: its prices are published and the version before it gives way, all at once.

A start in the future is published at once for its own time, so that no instant lies between two versions; the version
comes into force by a timer. Whatever is ordered keeps the prices it was ordered at.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from hanse.domains.contracts.commands.committing import lay_out_periods
from hanse.domains.contracts.commands.pricing import PRICING_RIGHTS
from hanse.domains.contracts.commands.steps import Moved, add_step, move
from hanse.domains.contracts.errors import ContractInvalidTransition
from hanse.domains.contracts.events import ContractActivated
from hanse.domains.contracts.queries.contracts import lock_contract, shown
from hanse.domains.contracts.queries.prices import entries_to_publish, load_terms
from hanse.domains.contracts.queries.versions import VersionRecord, load_version, lock_version
from hanse.domains.contracts.rules.dates import notice_day, start_of, today_in
from hanse.domains.contracts.rules.lifecycle import word_of
from hanse.domains.contracts.rules.renewals import next_mark
from hanse.domains.contracts.types import (
    Contract,
    ContractId,
    ContractVersion,
    ContractVersionId,
    ContractVersionKind,
    RenewalMode,
    VersionStatus,
)
from hanse.domains.contracts.types.prices import ActivateContract
from hanse.domains.pricing.api import end_prices, publish_prices, rank_prices
from hanse.domains.pricing.types import EndPrices, Layer, PriceListId, PriceSource, PublishPrices, RankPrices
from hanse.kit.errors import Invalid, NotFound
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.timers import Timer

START: Final = "contract.start"
END: Final = "contract.end"
RENEWAL: Final = "contract.renewal"
CURRENCY_OF: Final = "SELECT name, currency FROM organizations WHERE id = %(id)s"
INSERT_TERM: Final = """
INSERT INTO contract_price_lists (version_id, contract_id, price_list_id, starts_at, ends_at)
VALUES (%(version)s, %(contract)s, %(list)s, %(starts_at)s, %(ends_at)s)
"""
# What has not begun by then never does; what holds longer ends then.
FORGET_TERMS: Final = """
DELETE FROM contract_price_lists WHERE contract_id = %(contract)s AND starts_at >= %(at)s RETURNING price_list_id
"""
END_TERMS: Final = """
UPDATE contract_price_lists SET ends_at = %(at)s
WHERE contract_id = %(contract)s AND (ends_at IS NULL OR ends_at > %(at)s) RETURNING price_list_id
"""
BEGIN_RENEWAL: Final = """
INSERT INTO contract_renewals (version_id, contract_id, mode, ends_on, notice_on, status)
VALUES (%(version)s, %(contract)s, %(mode)s, %(ends_on)s, %(notice_on)s, 'open')
"""
CLOSE_RENEWAL: Final = """
UPDATE contract_renewals SET status = %(status)s, next_version_id = %(next)s WHERE version_id = %(version)s
"""


@command("contract.activate")
async def activate_contract(ctx: Ctx, contract_id: ContractId, data: ActivateContract) -> Contract:
    """Put the signed version into force: at once, or at its start when that is still to come.

    Raises ContractInvalidTransition, Invalid for a start that is over and for a currency the partner does not buy in,
    PreconditionFailed, PreconditionRequired.
    """
    contract = await lock_contract(ctx, contract_id, "contract.activate")
    ctx.check_version(contract.version, required=True)
    if contract.working_version_id is None:
        raise ContractInvalidTransition("No version waits to be put into force; make and sign a new one first")
    record = await load_version(ctx, contract.working_version_id, "contract.view")
    _check_signed(record.version)
    starts_at = _beginning(ctx, record.version, from_now=data.from_now)
    await _check_terms(ctx, record, starts_at)
    after = await bring_into_force(ctx, record, starts_at)
    return shown(ctx, after.contract)


async def bring_into_force(ctx: Ctx, record: VersionRecord, starts_at: datetime) -> VersionRecord:
    """Publish a signed version from an instant on; asks for no right.

    Before that instant comes, the version waits; everything that must not fail then was checked and published now.
    """
    await _publish(ctx, record, starts_at)
    if starts_at <= ctx.now:
        return await _put_in_force(ctx, record, starts_at)
    version, contract = record.version, record.contract
    await ctx.services.timers.set(ctx, START, "contract_version", version.id, starts_at)
    await add_step(ctx, contract.id, version, "schedule", record.side)
    facts = {"version": version.number, "starts_at": starts_at}
    ctx.record("contract", contract.id, label=contract.number, after=facts)
    return record


async def start_version(ctx: Ctx, timer: Timer) -> None:
    """The start of a version that waited for it; one that is no longer to start stays as it is."""
    try:
        record = await lock_version(ctx, ContractVersionId(timer.subject_id), "contract.view")
    except NotFound:
        return
    terms = await load_terms(ctx, record.contract.id)
    own = next((term for term in terms if term.version_id == record.version.id), None)
    if own is None or record.version.status is not VersionStatus.SIGNED or own.starts_at > ctx.now:
        return
    await _put_in_force(ctx, record, own.starts_at)


async def end_terms(ctx: Ctx, contract: Contract, at: datetime) -> None:
    """Let everything published of a contract end at an instant; what would begin then or later never does."""
    wanted = {"contract": contract.id, "at": at}
    found = await ctx.db.values(FORGET_TERMS, wanted) + await ctx.db.values(END_TERMS, wanted)
    lists = [PriceListId(one) for one in found if one is not None]
    if lists:
        await end_prices(ctx.as_system("Contract", PRICING_RIGHTS), EndPrices(lists=lists, at=at))


async def rank_terms(ctx: Ctx, contract: Contract) -> None:
    """Let what is published of a contract stand beside other contracts as its priority says; asks for no right."""
    lists = [term.price_list_id for term in await load_terms(ctx, contract.id) if term.price_list_id is not None]
    if lists:
        data = RankPrices(lists=lists, priority=contract.priority)
        await rank_prices(ctx.as_system("Contract", PRICING_RIGHTS), data)


def _check_signed(version: ContractVersion) -> None:
    if version.status is not VersionStatus.SIGNED:
        raise ContractInvalidTransition(
            f"Version {version.number} is {word_of(version.status)}; to activate it, it must be signed by both sides"
        )


def _beginning(ctx: Ctx, version: ContractVersion, *, from_now: bool) -> datetime:
    """When a version begins to hold: at its start, on the day itself now. Raises Invalid for a start that is over."""
    if version.starts_at is None or version.starts_at >= ctx.now:
        return version.starts_at or ctx.now
    assert version.starts_on is not None, "an instant comes from a day"
    if from_now or version.starts_on == today_in(ctx.now, ctx.tenant.timezone):
        return ctx.now
    day = version.starts_on.isoformat()
    raise Invalid.field(
        "from_now",
        f"The agreed start, {day}, is over, and what was ordered since keeps its prices. Activate it from now on, or"
        " make a version with a later start",
        "start_is_over",
    )


async def _check_terms(ctx: Ctx, record: VersionRecord, starts_at: datetime) -> None:
    """Refuse what could never be a price. Raises Invalid, ContractInvalidTransition."""
    version, contract = record.version, record.contract
    if any(term.version_id == version.id for term in await load_terms(ctx, contract.id)):
        raise ContractInvalidTransition(
            f"Version {version.number} is published already and comes into force by itself on {version.starts_on}"
        )
    if version.ends_at is not None and version.ends_at <= starts_at:
        raise Invalid.field(
            "from_now", f"The term ended on {version.ends_on}; make a version with a later end", "term_is_over"
        )
    place = await ctx.db.one(CURRENCY_OF, {"id": contract.organization_id})
    buys_in = place["currency"] or ctx.tenant.currency
    if buys_in != contract.currency:
        raise Invalid.field(
            "currency",
            f"The contract is in {contract.currency}, but {place['name']} buys in {buys_in}: its prices would never be"
            f" used. Let {place['name']} buy in {contract.currency}, or make the contract in {buys_in}",
            "currency_mismatch",
        )


async def _publish(ctx: Ctx, record: VersionRecord, starts_at: datetime) -> None:
    """End what is published of the contract at the instant, and publish this version from it on."""
    version, contract = record.version, record.contract
    ends_at = end_of_term(version)
    await end_terms(ctx, contract, starts_at)
    entries = await entries_to_publish(ctx, version.id)
    made = None
    if entries:
        label = f"{contract.number}, version {version.number}"
        data = PublishPrices(
            name=f"Contract {label}",
            layer=Layer.CONTRACT,
            source=PriceSource(kind="contract", id=str(contract.id), label=label),
            organization_id=contract.organization_id,
            currency=contract.currency,
            starts_at=starts_at,
            ends_at=ends_at,
            priority=contract.priority,
            entries=entries,
        )
        made = await publish_prices(ctx.as_system("Contract", PRICING_RIGHTS), data)
    await ctx.db.run(
        INSERT_TERM,
        {
            "version": version.id,
            "contract": contract.id,
            "list": made.id if made else None,
            "starts_at": starts_at,
            "ends_at": ends_at,
        },
    )


def end_of_term(version: ContractVersion) -> datetime | None:
    """When a version stops by itself: an evergreen one only ends by notice."""
    return None if version.renewal_mode is RenewalMode.EVERGREEN else version.ends_at


async def _put_in_force(ctx: Ctx, record: VersionRecord, at: datetime) -> VersionRecord:
    """Move the version and the one before it, lay out what is committed, and set what the clock does next."""
    contract, version = record.contract, record.version
    by_system = ctx.principal.member_id is None
    if contract.active_version_id is not None:
        before = await load_version(ctx, contract.active_version_id, "contract.view")
        await move(ctx, before, "supersede", by_system=True)
        status = "renewed" if version.kind is ContractVersionKind.RENEWAL else "replaced"
        await ctx.db.run(CLOSE_RENEWAL, {"version": before.version.id, "status": status, "next": version.id})
        await ctx.services.timers.cancel(ctx, RENEWAL, "contract_version", before.version.id)
        record = await load_version(ctx, version.id, "contract.view")
    ends_at = end_of_term(version)
    moved = Moved(
        version={"sent_at": version.sent_at or ctx.now},
        contract={
            "sent_at": contract.sent_at or ctx.now,
            "ends_at": ends_at,
            "terminated_at": None,
            "termination_reason": None,
        },
    )
    after = await move(ctx, record, "activate", moved, by_system=by_system)
    await lay_out_periods(ctx, after, at, ends_at)
    await _set_clock(ctx, after, ends_at)
    fact = ContractActivated(contract_id=contract.id, organization_id=contract.organization_id, version_id=version.id)
    ctx.emit(fact, subject=after.contract)
    return after


async def _set_clock(ctx: Ctx, record: VersionRecord, ends_at: datetime | None) -> None:
    """Wake at the end of the term, and before it for those who have to decide whether it goes on."""
    version, contract, timers = record.version, record.contract, ctx.services.timers
    await timers.cancel(ctx, END, "contract", contract.id)
    if ends_at is not None:
        await timers.set(ctx, END, "contract", contract.id, ends_at)
    notice_on = notice_day(version.ends_on, version.notice_days)
    if notice_on is None or version.ends_on is None:
        return
    values: dict[str, Any] = {"version": version.id, "contract": contract.id, "mode": version.renewal_mode}
    await ctx.db.run(BEGIN_RENEWAL, {**values, "ends_on": version.ends_on, "notice_on": notice_on})
    today = today_in(ctx.now, ctx.tenant.timezone)
    following = next_mark(notice_on, today)
    due = start_of(following, ctx.tenant.timezone) if following else ctx.now
    await timers.set(ctx, RENEWAL, "contract_version", version.id, due)
