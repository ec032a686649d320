"""The worklist of renewals, and the decisions about a contract as a whole: into force, renew, notice, terminate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.figures import DESK, base_of, contract_id, head_of
from hanse.domains.contracts.types import Contract, ContractId, RenewalMode
from hanse.domains.contracts.types.prices import ActivateContract, GiveNotice, RenewContract, TerminateContract
from hanse.domains.contracts.types.renewals import FilterRenewals, RenewalCounts
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Filter, Option, SavedView
from hanse.platform.web.requests import PageRequest, Redirect, View

PAGE: Final = "/admin/contract-renewals"
COLUMNS: Final = (
    Column("number", "Contract", "custom"),
    Column("organization_name", "Organization", priority=2),
    Column("notice_on", "Notice until", "custom"),
    Column("ends_on", "Last day", "date", priority=3),
    Column("mode", "Renewal", "custom"),
    Column("value", "Value", "money", priority=3),
    Column("owner_name", "Looks after it", "person", priority=3),
)
MODES: Final = {
    RenewalMode.AUTO: "Renews itself",
    RenewalMode.MANUAL: "By hand",
    RenewalMode.EVERGREEN: "Evergreen",
    RenewalMode.NONE: "Ends",
}
STATES: Final = {
    "open": ("To decide", "info"),
    "noticed": ("Notice given", "caution"),
    "renewed": ("Renewed", "positive"),
    "lapsed": ("Notice date over", "neutral"),
    "replaced": ("Amended", "neutral"),
}

STATE_OPTIONS: Final = tuple(Option(key, label) for key, (label, _) in STATES.items())
MODE_OPTIONS: Final = tuple(Option(mode.value, label) for mode, label in MODES.items())


async def renewals_page(ctx: Ctx, request: PageRequest) -> View:
    """Contracts whose term ends, the nearest last day for notice first."""
    query = request.query(FilterRenewals)
    counts = await api.count_renewals(ctx)
    context = {
        "page": await api.list_renewals(ctx, query),
        "columns": COLUMNS,
        "modes": MODES,
        "states": STATES,
        "views": _views(query, counts),
        "counts": counts,
        "filters": [
            Filter("status", "State", options=STATE_OPTIONS, value=query.status),
            Filter("mode", "Renewal", options=MODE_OPTIONS, value=[mode.value for mode in query.mode]),
        ],
        "desk": DESK,
    }
    return View("contracts/renewals.html", context)


def _views(query: FilterRenewals, counts: RenewalCounts) -> list[SavedView]:
    within_60, within_90 = counts.within_30 + counts.within_60, counts.within_30 + counts.within_60 + counts.within_90
    plain = not query.status and not query.mode
    found = [SavedView("All", PAGE, plain and query.within is None, within_90 + counts.later)]
    for days, count in ((30, counts.within_30), (60, within_60), (90, within_90)):
        found.append(SavedView(f"{days} days", f"{PAGE}?within={days}", plain and query.within == days, count))
    return found


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: its words, what it takes, and what is said when it is done."""

    label: str
    text: str
    kind: type[Any]
    run: Callable[[Ctx, ContractId, Any], Awaitable[Any]]
    done: str
    is_grave: bool = False


DECISIONS: Final = {
    "activate": Decision(
        "Put into force",
        "Its prices are the partner's from its first day on, and the version before it ends then. Placed orders keep"
        " their prices.",
        ActivateContract,
        api.activate_contract,
        "The version is published",
    ),
    "renew": Decision(
        "Renew",
        "A version for the next term is made, with every clause and with the agreed uplift on its prices. It is"
        " negotiated, approved and signed like any other.",
        RenewContract,
        api.renew_contract,
        "The renewal is a draft; look at its prices",
    ),
    "notice": Decision(
        "Give notice",
        "The contract does not go on after its term. The partner is told.",
        GiveNotice,
        api.give_notice,
        "Notice is given",
        is_grave=True,
    ),
    "terminate": Decision(
        "Terminate",
        "Its prices end with its last day, or at once. Placed orders keep their prices. The partner is told.",
        TerminateContract,
        api.terminate_contract,
        "The contract is terminated",
        is_grave=True,
    ),
}


async def ask(ctx: Ctx, request: PageRequest) -> View:
    """What a decision means, before it is made."""
    contract = await api.get_contract(ctx, contract_id(request))
    return await _asked(ctx, request, contract, Form({}))


async def decide(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Make it."""
    contract = await api.get_contract(ctx, contract_id(request))
    decision = _decision(request)
    form = request.form(decision.kind)
    after = await attempt(form, lambda data: decision.run(ctx, contract.id, data))
    if after is None:
        return await _asked(ctx, request, contract, form)
    return Redirect(f"{head_of(ctx, request, contract, '')['root']}/prices", flash(decision.done))


def _decision(request: PageRequest) -> Decision:
    name = request.text("decision")
    found = DECISIONS.get(name)
    if found is None or (base_of(request) != DESK and name != "notice"):
        raise NotFound()
    return found


async def _asked(ctx: Ctx, request: PageRequest, contract: Contract, form: Form[Any]) -> View:
    decision = _decision(request)
    version_id = contract.working_version_id or contract.active_version_id
    is_activation = decision.kind is ActivateContract
    context = {
        **head_of(ctx, request, contract, ""),
        "decision": decision,
        "name": request.text("decision"),
        "form": form,
        "version": await api.get_version(ctx, version_id) if version_id else None,
        "counts": await api.count_contract_prices(ctx, version_id) if version_id and is_activation else None,
        "conflicts": await api.list_price_conflicts(ctx, version_id) if version_id and is_activation else [],
        "renewal": (await api.get_renewal(ctx, contract.id)).renewal,
        "today": ctx.now,
    }
    return View("contracts/decide.html", context, status=form.status)
