"""What the pages of a contract's figures share: whose they are, their tabs, and how amounts are written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from hanse.domains.contracts.pages.tabs import tabs_of
from hanse.domains.contracts.types import Contract, ContractId, ContractVersionId
from hanse.domains.contracts.types.commitments import Commitment
from hanse.kit.money import Money
from hanse.kit.units import UNITS
from hanse.platform.context import Ctx
from hanse.platform.web.format import Formatter
from hanse.platform.web.parts import Action
from hanse.platform.web.requests import PageRequest

DESK: Final = "/admin/contracts"
ROOM: Final = "/app/contracts"
PACES: Final = {
    "waiting": ("Not begun", "neutral"),
    "reached": ("Reached", "positive"),
    "on_track": ("On track", "positive"),
    "behind": ("Behind", "caution"),
    "missed": ("Missed", "critical"),
}
PERIODS: Final = {"month": "month", "quarter": "quarter", "year": "year", "term": "the whole term"}


def contract_id(request: PageRequest) -> ContractId:
    return request.id("contract_id", ContractId)


def base_of(request: PageRequest) -> str:
    """Whether this is the desk of staff or the room of the partner."""
    return ROOM if request.path.startswith("/app/") else DESK


def chosen_version(request: PageRequest, contract: Contract) -> ContractVersionId | None:
    """The version asked for; else the one on its way, else the one in force."""
    text = request.argument("version")
    if text:
        return ContractVersionId.parse(text)
    return contract.working_version_id or contract.active_version_id


def head_of(ctx: Ctx, request: PageRequest, contract: Contract, here: str) -> dict[str, Any]:
    """The head of every page of one contract's figures."""
    base = base_of(request)
    root = f"{base}/{contract.id}"
    actions = _actions(root, contract, is_staff=base == DESK)
    first = next((one for one in actions if one.icon == "play"), None)
    labels = [("Contract", ""), ("Prices", "prices"), ("Commitments", "commitments")]
    return {
        "contract": contract,
        "last_day": contract.ends_at - timedelta(microseconds=1) if contract.ends_at else None,
        "page_name": next((label for label, path in labels if path == here), contract.number),
        "primary": first,
        "base": base,
        "root": root,
        "is_staff": base == DESK,
        "tabs": tabs_of(root, here, is_staff=base == DESK),
        "more": [one for one in actions if one is not first],
    }


def _actions(root: str, contract: Contract, *, is_staff: bool) -> list[Action]:
    """What may be decided about a contract as a whole; the partner may give notice."""
    may = contract.allowed_actions
    is_in_force = contract.status.value in ("active", "renewal")
    found = []
    if contract.working_status == "signed" and "contract.activate" in may:
        found.append(Action("Put into force", f"{root}/decide/activate", icon="play"))
    if is_staff and is_in_force and contract.working_version_id is None and "contract.create" in may:
        found.append(Action("Renew", f"{root}/decide/renew", icon="refresh-cw"))
    if is_in_force and "contract.give_notice" in may:
        found.append(Action("Give notice", f"{root}/decide/notice", icon="bell"))
    if is_in_force and "contract.terminate" in may:
        found.append(Action("Terminate", f"{root}/decide/terminate", icon="circle-x", tone="danger"))
    return found


def estimate_words(ctx: Ctx, text: str, commitment: Commitment) -> str:
    """An amount that is only reckoned, without the places nobody means."""
    whole = commitment.measure == "quantity" and abs(float(text)) >= 10
    return amount_words(ctx, str(round(float(text))) if whole else text, commitment)


def amount_words(ctx: Ctx, text: str, commitment: Commitment) -> str:
    """An amount of a commitment as people write it."""
    formatter = Formatter(ctx.locale, ctx.tenant.timezone, ctx.now)
    if commitment.measure == "value":
        return str(formatter.money(Money.parse(text, commitment.unit)))
    unit = UNITS.get(commitment.unit)
    number = formatter.number(float(text))
    return number if unit is None or commitment.unit == "C62" else f"{number} {unit.symbol or unit.name}"
