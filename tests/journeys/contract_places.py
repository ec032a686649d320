"""Examples of the ids in the addresses of the pages of contracts: contracts of the demo world in fitting states."""

from __future__ import annotations

from typing import Any

LEADING = frozenset({"/contracts/{contract_id}"})
_ROOM = "/app/contracts/{contract_id}"
_DESK = "/admin/contracts/{contract_id}"


def contract_examples(staff: Any, partner: Any) -> dict[str, str]:
    """Examples by name: what is in force, what is drafted and negotiated, and what is to be signed."""
    theirs = {one["id"] for one in partner.items("/v1/contracts", limit=200)}
    known = [one for one in staff.items("/v1/contracts", limit=200) if one["status"] == "draft" or one["id"] in theirs]
    talked, agreed, draft = (_in(known, status) for status in ("negotiation", "approved", "draft"))
    in_force = next(one["id"] for one in known if one["status"] == "active" and _progress(staff, one["id"]))
    key = _clauses(staff, talked)[0]["key"]
    found = {
        "contract_id": in_force,
        "commitment_period_id": _progress(staff, in_force)[0]["periods"][0]["id"],
        "library_clause_id": staff.items("/v1/library-clauses")[0]["id"],
        "/admin/contract-templates/{template_id} template_id": staff.items("/v1/contract-templates")[0]["id"],
        f"{_DESK}/decide/{{decision}} decision": "terminate",
        "/app/contracts/{contract_id}/decide/{decision} decision": "notice",
        f"{_DESK}/text/{{clause_id}} clause_id": _clauses(staff, draft)[0]["id"],
        f"{_DESK}/act/{{action}} action": "submit",
        f"{_ROOM}/act/{{action}} action": "return",
        f"{_ROOM}/clauses/{{key}} key": key,
    }
    writing = ("/terms", "/text", "/text/new", "/text/{clause_id}", "/act/{action}", "/parties", "/commitments/edit")
    found |= {f"{_DESK}{path} contract_id": draft for path in writing}
    talking = ("", "/clauses/new", "/clauses/{key}", "/act/{action}", "/talk", "/history")
    found |= {f"{_ROOM}{path} contract_id": talked for path in talking}
    return found | {f"{one}/sign contract_id": agreed for one in (_ROOM, _DESK)}


def _in(known: list[dict[str, Any]], status: str) -> str:
    return str(next(one["id"] for one in known if one["status"] == status))


def _progress(api: Any, contract_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(f"/v1/contracts/{contract_id}/progress")
    return found


def _clauses(api: Any, contract_id: str) -> list[dict[str, Any]]:
    version = api.get(f"/v1/contracts/{contract_id}")["working_version_id"]
    found: list[dict[str, Any]] = api.get(f"/v1/contract-versions/{version}/text")["content"]["clauses"]
    return found
