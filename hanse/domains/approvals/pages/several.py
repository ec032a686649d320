"""Approving several at once: what was ticked is shown with amounts and sums first, and approved together or not at all.

An id stands for what was frozen when it was submitted, so nothing can change between the list and the button.
"""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.approvals import api
from hanse.domains.approvals.pages.parts import kind_label, side
from hanse.domains.approvals.types import Approval, ApprovalId, Decide
from hanse.kit.errors import HanseError, Invalid
from hanse.kit.money import Money
from hanse.platform.context import Ctx
from hanse.platform.web.actions import flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View

MOST: Final = 50


async def approve(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Show what was ticked; approve it when that page is confirmed."""
    root = f"{side(request)}/approvals"
    chosen = _chosen(request)
    if not chosen:
        return Redirect(root, flash("Tick some approvals first", "caution"))
    if request.field("_action") == "confirm":
        data = Decide(decision="approve", comment=request.field("comment").replace("\r\n", "\n"))

        async def decide() -> None:
            for identity in chosen:
                await api.decide_approval(ctx, identity, data)

        said = f"You approved {len(chosen)} {'thing' if len(chosen) == 1 else 'things'}"
        return await press(ctx, request, decide, Redirect(root, flash(said)), root)
    return await _ask(ctx, chosen, root)


def _chosen(request: PageRequest) -> list[ApprovalId]:
    try:
        found = dict.fromkeys(ApprovalId.parse(text) for text in request.field_list("selected"))
    except ValueError:
        raise Invalid("One of the ticked rows is not there any more; load the list again") from None
    return list(found)[:MOST]


async def _ask(ctx: Ctx, chosen: list[ApprovalId], root: str) -> View:
    together: list[Approval] = []
    alone: list[Approval] = []
    for identity in chosen:
        try:
            approval = (await api.get_approval(ctx, identity)).approval
        except HanseError as error:
            if error.status >= 500:
                raise
            continue
        (together if _is_safe(approval) else alone).append(approval)
    context: dict[str, Any] = {
        "rows": [(one, kind_label(ctx, one.subject_kind)) for one in together],
        "alone": alone,
        "sums": _sums(together),
        "root": root,
        "form": Form(),
    }
    return View("approvals/several.html", context)


def _is_safe(approval: Approval) -> bool:
    """Whether it may be approved among others: it is the reader's to decide, and has not waited too long."""
    return "approval.decide" in approval.allowed_actions and not approval.is_late


def _sums(approvals: list[Approval]) -> list[Money]:
    """What all of them come to, by currency."""
    amounts = [one.amount for one in approvals if one.amount is not None]
    codes = sorted({one.currency for one in amounts})
    return [Money.sum([one for one in amounts if one.currency == code], code) for code in codes]
