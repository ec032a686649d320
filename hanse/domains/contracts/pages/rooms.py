"""What the pages of one contract share for its partner and for signing: where they stand, title, tabs, next steps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.parts import DESK, ROOM, contract_id
from hanse.domains.contracts.pages.parts import frame as desk_frame
from hanse.domains.contracts.pages.tabs import tabs_of
from hanse.domains.contracts.types import Contract, ContractContent, ContractVersion, ContractVersionId
from hanse.domains.contracts.types.signatures import Signatories
from hanse.domains.organizations.types import Side
from hanse.kit.errors import NotFound
from hanse.kit.money import UnitPrice
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Action, Option
from hanse.platform.web.requests import PageRequest

SHOWN_PRICES: Final = 100
KINDS: Final = {"original": "", "amendment": "Amendment", "renewal": "Renewal"}


def base_of(request: PageRequest) -> str:
    """Where this reader's contracts stand."""
    return DESK if request.path.startswith("/admin/") else ROOM


async def version_of(ctx: Ctx, request: PageRequest, contract: Contract) -> ContractVersion:
    """The version that the page is about: the one that was asked for, else the one on its way, else that in force."""
    asked = request.argument("version") or request.field("version")
    found = contract.working_version_id or contract.active_version_id
    if asked:
        try:
            found = ContractVersionId.parse(asked)
        except ValueError:
            raise NotFound() from None
    if found is None:
        raise NotFound()
    version = await api.get_version(ctx, found)
    if version.contract_id != contract.id:
        raise NotFound()
    return version


async def frame(ctx: Ctx, request: PageRequest, active: str = "") -> dict[str, Any]:
    """What every part of a contract's page shows: title, state, the next step first, tabs."""
    contract = await api.get_contract(ctx, contract_id(request))
    version = await version_of(ctx, request, contract)
    signing = await api.list_signatures(ctx, version.id)
    base = base_of(request)
    root = f"{base}/{contract.id}"
    is_present = version.id in (contract.working_version_id, contract.active_version_id)
    return {
        "secondary": [],
        "primary": _primary(root, contract, version, signing),
        "more": _more(root, contract, version),
        **(desk_frame(contract, version, active) if contract.side is Side.SELLER else {}),
        "contract": contract,
        "version": version,
        "signing": signing,
        "base": base,
        "root": root,
        "is_staff": contract.side is Side.SELLER,
        "turn": turn_in_words(contract) if version.id == contract.working_version_id else "",
        "tabs": tabs_of(root, active, is_staff=contract.side is Side.SELLER),
        "suffix": "" if is_present and version.id == _first(contract) else f"?version={version.id}",
        "kind_label": KINDS[version.kind.value],
    }


def _first(contract: Contract) -> ContractVersionId | None:
    return contract.working_version_id or contract.active_version_id


def _primary(root: str, contract: Contract, version: ContractVersion, signing: Signatories) -> Action | None:
    if signing.may_sign:
        return Action("Sign", f"{root}/sign", icon="pencil")
    if version.id == contract.working_version_id and "return" in contract.next_actions:
        return Action("Hand back", f"{root}/act/return", icon="send")
    return None


def _more(root: str, contract: Contract, version: ContractVersion) -> list[Any]:
    if version.id == contract.working_version_id and "decline" in contract.next_actions:
        return [Action("Decline", f"{root}/act/decline", icon="x", tone="critical")]
    if contract.status.value in ("active", "renewal") and "contract.give_notice" in contract.allowed_actions:
        return [Action("Give notice", f"{root}/decide/notice", icon="bell")]
    return []


def prices_of(content: ContractContent) -> list[dict[str, Any]]:
    """The first prices that a version fixes, with amounts that a page can write."""
    return [
        {**one, "price": UnitPrice.from_wire(one["price"]) if one.get("price") else None}
        for one in content.prices[:SHOWN_PRICES]
    ]


def options(content: ContractContent) -> list[Option]:
    """The clauses as choices."""
    return [Option(clause.key, f"{number} {clause.heading}") for number, clause in enumerate(content.clauses, 1)]


def last_day(ends_at: datetime) -> datetime:
    """An instant of the last day: `ends_at` itself is the first one after it."""
    return ends_at - timedelta(microseconds=1)


def turn_in_words(contract: Contract) -> str:
    """Whose turn it is, to the reader."""
    if contract.turn is None:
        return ""
    if contract.turn is contract.side:
        return "Your turn"
    return "With the partner" if contract.turn is Side.BUYER else "With the seller"
