"""Examples of the ids in the addresses of the pages of quotes: quotes of the demo world in fitting states."""

from __future__ import annotations

from typing import Any

LEADING = frozenset({"/quotes/{quote_id}"})
_DESK, _ROOM = "/admin/quotes/{quote_id}", "/app/quotes/{quote_id}"


def quote_examples(staff: Any, partner: Any) -> dict[str, str]:
    """Examples by name: what was ordered, what staff work on, and a draft of the buyer."""
    known = {one["title"]: one for one in staff.items("/v1/quotes", limit=200)}
    ordered, working = known["Bolts for crane rails"]["id"], known["Mooring equipment, pier 3"]["id"]
    place = known["Bolts for crane rails"]["organization_id"]
    lines = [{"name": "A gangway, as in the drawing", "quantity": {"value": "1", "unit": "C62"}}]
    draft = partner.post("/v1/quotes", {"organization_id": place, "title": "Gangway", "lines": lines})["id"]
    found = {
        "quote_id": ordered,
        "version_id": staff.items(f"/v1/quotes/{ordered}/versions")[0]["id"],
        "line_id": staff.items(f"/v1/quotes/{ordered}/lines")[0]["id"],
        "action": "clone",
    }
    for one, quote in ((_DESK, working), (_ROOM, draft)):
        found |= {f"{path} quote_id": quote for path in (one, f"{one}/edit", f"{one}/messages")}
    return found
