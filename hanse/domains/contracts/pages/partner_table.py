"""Which address shows which page of the partner's room, of signing, and of bringing in a signed contract."""

from __future__ import annotations

from hanse.domains.contracts.pages import comparing, duties, importing, lists, room, signing, talk
from hanse.platform.registry import PageRoute

_VIEW = "contract.view"
_STAFF = "contract.view_internal"
_ROOM = "/app/contracts/{contract_id}"
_DESK = "/admin/contracts/{contract_id}"


def _signing(base: str, gate: str) -> tuple[PageRoute, ...]:
    """The same pages for both sides; `gate` keeps the other audience out."""
    one = f"{base}/sign"
    return (
        PageRoute("GET", one, signing.page, permission=gate),
        PageRoute("POST", one, signing.sign, permission=gate),
        PageRoute("GET", f"{base}/papers", signing.papers, permission=gate),
        PageRoute("POST", f"{base}/papers", signing.make_paper, permission=gate),
    )


PARTNER_PAGES = (
    PageRoute("GET", "/app/contracts", lists.room_list, permission=_VIEW),
    PageRoute("GET", _ROOM, room.show, permission=_VIEW),
    PageRoute("GET", f"{_ROOM}/clauses/new", room.add_page, permission=_VIEW),
    PageRoute("POST", f"{_ROOM}/clauses/new", room.add, permission=_VIEW),
    PageRoute("GET", f"{_ROOM}/clauses/{{key}}", room.clause_page, permission=_VIEW),
    PageRoute("POST", f"{_ROOM}/clauses/{{key}}", room.propose, permission=_VIEW),
    PageRoute("POST", f"{_ROOM}/changes/{{change_id}}/{{decision}}", room.decide, permission=_VIEW),
    PageRoute("GET", f"{_ROOM}/act/{{action}}", room.ask, permission=_VIEW),
    PageRoute("POST", f"{_ROOM}/act/{{action}}", room.act, permission=_VIEW),
    PageRoute("GET", f"{_ROOM}/talk", talk.page, permission=_VIEW),
    PageRoute("POST", f"{_ROOM}/talk", talk.write, permission=_VIEW),
    PageRoute("POST", f"{_ROOM}/files", talk.add_file, permission=_VIEW, uploads=True),
    PageRoute("GET", f"{_ROOM}/compare", comparing.compare, permission=_VIEW),
    PageRoute("GET", f"{_ROOM}/tasks", duties.page, permission=_VIEW),
    PageRoute("POST", f"{_ROOM}/tasks", duties.add, permission="contract.manage_tasks"),
    PageRoute("POST", f"{_ROOM}/tasks/{{task_id}}", duties.close, permission="contract.manage_tasks"),
    PageRoute("GET", f"{_ROOM}/history", talk.history, permission=_VIEW),
    *_signing(_ROOM, _VIEW),
    *_signing(_DESK, _STAFF),
    PageRoute("GET", "/admin/contracts/import", importing.page, permission="contract.import"),
    PageRoute("POST", "/admin/contracts/import", importing.bring_in, permission="contract.import", uploads=True),
)
