"""What the pages of one contract share for its partner and for signing: where they stand, title, tabs, next steps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.tabs import tabs_of
from hanse.domains.contracts.types import Contract, ContractContent, ContractId, ContractVersion, ContractVersionId
from hanse.domains.contracts.types.signatures import Signatories
from hanse.domains.organizations.types import Side
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Action, Option
from hanse.platform.web.requests import PageRequest

DESK: Final = "/admin/contracts"
ROOM: Final = "/app/contracts"
DONE: Final = {
    "create": "began the contract",
    "draft": "began a new version",
    "review": "put it into review",
    "revise": "took it back to draft",
    "send": "handed it to the partner",
    "return": "handed it back",
    "submit": "asked for approval",
    "recall": "took it back from approval",
    "approve": "agreed to the version as it is",
    "reject": "did not approve it",
    "signature": "signed",
    "sign": "gave the last signature",
    "schedule": "set the day it comes into force",
    "activate": "put it into force",
    "supersede": "replaced it by a newer version",
    "end": "ended it",
    "terminate": "ended the contract",
    "cancel": "gave the version up",
    "decline": "declined the version",
}
KINDS: Final = {"original": "", "amendment": "Amendment", "renewal": "Renewal"}


def contract_id(request: PageRequest) -> ContractId:
    """The contract of the address. Raises NotFound."""
    return request.id("contract_id", ContractId)


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
        "contract": contract,
        "version": version,
        "signing": signing,
        "base": base,
        "root": root,
        "is_staff": contract.side is Side.SELLER,
        "primary": _primary(root, contract, version, signing),
        "more": _more(root, contract, version),
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
    return []


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
