"""Which address shows which page of a contract's figures."""

from __future__ import annotations

from hanse.domains.contracts.pages import calendar, commitments, prices, renewals
from hanse.platform.registry import PageRoute

_DESK = "/admin/contracts/{contract_id}"
_ROOM = "/app/contracts/{contract_id}"
_STAFF = "contract.view_internal"


def _pages(one: str, gate: str) -> tuple[PageRoute, ...]:
    """The pages that both sides have of one contract."""
    return (
        PageRoute("GET", f"{one}/prices", prices.prices_page, permission=gate),
        PageRoute("GET", f"{one}/commitments", commitments.commitments_page, permission=gate),
        PageRoute("GET", f"{one}/commitments/{{commitment_period_id}}", commitments.drawdowns_page, permission=gate),
    )


FIGURE_PAGES = (
    PageRoute("GET", f"{_DESK}/commitments/edit", commitments.edit_page, permission="contract.edit"),
    PageRoute("POST", f"{_DESK}/commitments/edit", commitments.save, permission="contract.edit"),
    *_pages(_DESK, _STAFF),
    *_pages(_ROOM, "contract.view"),
    PageRoute("POST", f"{_DESK}/prices/paste", prices.paste, permission="contract.edit"),
    PageRoute("POST", f"{_DESK}/prices/adjust", prices.adjust, permission="contract.edit"),
    PageRoute("GET", f"{_DESK}/decide/{{decision}}", renewals.ask, permission=_STAFF),
    PageRoute("POST", f"{_DESK}/decide/{{decision}}", renewals.decide, permission=_STAFF),
    PageRoute("GET", f"{_ROOM}/decide/{{decision}}", renewals.ask, permission="contract.give_notice"),
    PageRoute("POST", f"{_ROOM}/decide/{{decision}}", renewals.decide, permission="contract.give_notice"),
    PageRoute("GET", "/admin/contract-renewals", renewals.renewals_page, permission=_STAFF),
    PageRoute("GET", "/admin/contract-calendar", calendar.calendar_page, permission=_STAFF),
    PageRoute("GET", "/app/contract-calendar", calendar.calendar_page, permission="contract.view"),
)
