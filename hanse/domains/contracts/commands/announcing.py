"""What both sides are told when a contract begins, ends, is to be renewed, or a period of it is settled."""

from __future__ import annotations

from typing import Final

from hanse.domains.contracts.commands.telling import tell
from hanse.domains.contracts.events import (
    ContractActivated,
    ContractExpired,
    ContractNoticeGiven,
    ContractPeriodSettled,
    ContractRenewalDue,
    ContractTerminated,
)
from hanse.domains.contracts.ports import RENEWAL
from hanse.domains.contracts.queries.contracts import load_contract
from hanse.domains.contracts.queries.renewals import find_renewal
from hanse.domains.contracts.types import Contract
from hanse.domains.organizations.types import Side
from hanse.platform.context import Ctx

SETTLED: Final = """
SELECT k.name FROM contract_commitment_periods d
JOIN contract_commitments k ON k.tenant_id = d.tenant_id AND k.id = d.commitment_id
WHERE d.id = %(id)s
"""


async def tell_activated(ctx: Ctx, event: ContractActivated) -> None:
    """It is in force: the partner's prices are the agreed ones."""
    contract = await load_contract(ctx, event.contract_id, "contract.view")
    await _tell_both(ctx, contract, f"Contract {contract.number} is in force", contract.title)


async def tell_terminated(ctx: Ctx, event: ContractTerminated) -> None:
    """It was ended before its time, with the reason."""
    contract = await load_contract(ctx, event.contract_id, "contract.view")
    title = f"Contract {contract.number} is terminated"
    await _tell_both(ctx, contract, title, contract.termination_reason or "")


async def tell_expired(ctx: Ctx, event: ContractExpired) -> None:
    """Its term is over, and with it its prices."""
    contract = await load_contract(ctx, event.contract_id, "contract.view")
    await _tell_both(ctx, contract, f"Contract {contract.number} has ended", "Its prices hold no more.")


async def tell_notice(ctx: Ctx, event: ContractNoticeGiven) -> None:
    """The other side does not want it to go on."""
    contract = await load_contract(ctx, event.contract_id, "contract.view")
    renewal = await find_renewal(ctx, event.contract_id)
    reason = renewal.notice_reason if renewal else ""
    await tell(ctx, contract, event.side.other, f"Notice was given for contract {contract.number}", reason or "")


async def tell_renewal(ctx: Ctx, event: ContractRenewalDue) -> None:
    """Somebody of the seller has to decide; the partner is told where it renews itself."""
    contract = await load_contract(ctx, event.contract_id, "contract.view")
    renewal = await find_renewal(ctx, event.contract_id)
    if renewal is None:
        return
    if not event.days:
        title = f"Contract {contract.number} cannot renew itself while another version is on its way"
        await tell(ctx, contract, Side.SELLER, title, "Put that version into force, or cancel it.", RENEWAL)
        return
    title = f"Contract {contract.number}: notice until {renewal.notice_on:%-d %B %Y}"
    await tell(ctx, contract, Side.SELLER, title, f"{renewal.outcome}.", RENEWAL)
    if renewal.mode == "auto":
        await tell(ctx, contract, Side.BUYER, title, f"{renewal.outcome}.")


async def tell_settled(ctx: Ctx, event: ContractPeriodSettled) -> None:
    """A period is over with something owed: to be billed, or to be given back."""
    if not (event.has_shortfall or event.has_rebate):
        return
    contract = await load_contract(ctx, event.contract_id, "contract.view")
    name = await ctx.db.value(SETTLED, {"id": event.period_id})
    owed = [word for word, holds in (("a shortfall", event.has_shortfall), ("a rebate", event.has_rebate)) if holds]
    title = f"Contract {contract.number}: {name} ended with {' and '.join(owed)}"
    await _tell_both(ctx, contract, title, "The figures stand with the contract's commitments.")


async def _tell_both(ctx: Ctx, contract: Contract, title: str, body: str) -> None:
    for side in Side:
        await tell(ctx, contract, side, title, body)
