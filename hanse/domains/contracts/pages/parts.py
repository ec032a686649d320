"""What the pages of contracts share: where they stand, the version in view, the head with tabs, words for states."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.tabs import tabs_of
from hanse.domains.contracts.types import (
    Contract,
    ContractId,
    ContractVersion,
    ContractVersionId,
    VersionStatus,
)
from hanse.domains.organizations.types import Side
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Action
from hanse.platform.web.requests import PageRequest, Redirect

DESK: Final = "/admin/contracts"
ROOM: Final = "/app/contracts"
LABELS: Final = {
    "review": ("Ask for review", "eye"),
    "revise": ("Back to draft", "undo-2"),
    "send": ("Send to partner", "send"),
    "submit": ("Submit for approval", "circle-check"),
    "recall": ("Take back from approval", "undo-2"),
    "sign": ("Sign", "pencil"),
    "activate": ("Activate", "play"),
    "cancel": ("Give this version up", "trash-2"),
    "draft": ("New version", "file-pen"),
    "renew": ("Renew", "calendar-clock"),
    "notice": ("Give notice", "bell"),
    "terminate": ("Terminate", "x"),
}
# Steps with a page of their own; the others are asked about on one page.
_PAGES: Final = {
    "sign": "sign",
    "activate": "decide/activate",
    "renew": "decide/renew",
    "notice": "decide/notice",
    "terminate": "decide/terminate",
}
_FIRST: Final = ("sign", "activate", "submit", "recall", "send")
_BESIDE: Final = frozenset({LABELS["send"][0], LABELS["draft"][0]})
"""What stands beside the first step, instead of in the menu."""
_CRITICAL: Final = frozenset({"cancel", "terminate"})


def contract_id(request: PageRequest) -> ContractId:
    """The contract of the address. Raises NotFound."""
    return request.id("contract_id", ContractId)


async def open_any(ctx: Ctx, request: PageRequest) -> Redirect:
    """Where search results lead: to the page of a contract that this reader has."""
    contract = await api.get_contract(ctx, contract_id(request))
    return Redirect(f"{DESK if contract.side is Side.SELLER else ROOM}/{contract.id}")


async def in_view(ctx: Ctx, request: PageRequest, contract: Contract) -> ContractVersion:
    """The version a page is about: the one asked for, else the one on its way, else the one in force."""
    asked = request.argument("version")
    version_id = contract.working_version_id or contract.active_version_id
    if asked:
        try:
            version_id = ContractVersionId.parse(asked)
        except ValueError:
            raise NotFound() from None
    if version_id is None:
        raise NotFound()
    version = await api.get_version(ctx, version_id)
    if version.contract_id != contract.id:
        raise NotFound()
    return version


def frame(contract: Contract, version: ContractVersion, active: str = "") -> dict[str, Any]:
    """What every part of a contract's page shows: title, state, the next step first, tabs."""
    root = f"{DESK}/{contract.id}"
    steps = [action for action in contract.next_actions if action in LABELS]
    if contract.working_status is VersionStatus.APPROVED and "contract.sign" in contract.allowed_actions:
        steps.append("sign")
    first = next((action for action in _FIRST if action in steps), None)
    more: list[Any] = [action_of(root, action) for action in steps if action != first]
    more += [action_of(root, action) for action in _later(contract)]
    asked = "" if version.id in (contract.working_version_id, None) else f"?version={version.id}"
    return {
        "contract": contract,
        "version": version,
        "root": root,
        "asked": asked,
        "primary": action_of(root, first) if first else None,
        "secondary": [action for action in more if action.label in _BESIDE],
        "more": [action for action in more if action.label not in _BESIDE],
        "turn": turn_in_words(contract),
        "tabs": tabs_of(root, active, is_staff=True),
    }


def _later(contract: Contract) -> list[str]:
    """Steps of the contract as a whole, besides those of the version on its way."""
    may_begin = "contract.create" in contract.allowed_actions
    status = contract.working_status
    found = []
    if contract.active_version_id is not None and contract.terminated_at is None:
        if contract.working_version_id is None and may_begin and contract.status in ("active", "renewal"):
            found += ["draft", "renew"]
        if "contract.give_notice" in contract.allowed_actions and contract.status in ("active", "renewal"):
            found.append("notice")
        if "contract.terminate" in contract.allowed_actions and contract.status in ("active", "renewal"):
            found.append("terminate")
    elif may_begin and status in (VersionStatus.APPROVED, VersionStatus.SIGNED):
        found.append("draft")
    return found


def action_of(root: str, action: str) -> Action:
    """The button of a step: to the page that asks about it."""
    label, icon = LABELS[action]
    path = _PAGES.get(action, f"act/{action}")
    return Action(label, f"{root}/{path}", icon=icon, tone="critical" if action in _CRITICAL else "neutral")


def turn_in_words(contract: Contract) -> str:
    """Whose turn it is, to staff."""
    if contract.turn is None:
        return ""
    return "Your turn" if contract.turn is contract.side else "Waiting for the partner"
