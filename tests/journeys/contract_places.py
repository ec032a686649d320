"""Examples of the ids in the addresses of the pages of contracts: contracts of the demo world in fitting states."""

from __future__ import annotations

from typing import Any

LEADING = frozenset({"/contracts/{contract_id}"})
_ROOM = "/app/contracts/{contract_id}"
_DESK = "/admin/contracts/{contract_id}"


def contract_examples(staff: Any, partner: Any) -> dict[str, str]:
    """Examples by name: what is in force, what is negotiated, and what is to be signed."""
    known = {one["title"]: one["id"] for one in staff.items("/v1/contracts", limit=200)}
    talked, agreed = known["Framework for deck fittings"], known["Hydraulic hoses and couplings"]
    text = partner.get(f"/v1/contract-versions/{staff.get(f'/v1/contracts/{talked}')['working_version_id']}/text")
    found = {
        "contract_id": known["Survival suits and lifting slings"],
        f"{_ROOM}/act/{{action}} action": "return",
        f"{_ROOM}/clauses/{{key}} key": text["content"]["clauses"][0]["key"],
    }
    talking = ("", "/clauses/new", "/clauses/{key}", "/act/{action}", "/talk", "/history")
    found |= {f"{_ROOM}{path} contract_id": talked for path in talking}
    return found | {f"{one}/sign contract_id": agreed for one in (_ROOM, _DESK)}
