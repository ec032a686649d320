"""Examples of the ids in the addresses of the pages of quotes: an offer of the demo world, made as its people would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

LEADING = frozenset({"/quotes/{quote_id}"})
TITLE = "Deck fittings, newbuild 214"


def quote_examples(staff: Any, partner: Any) -> dict[str, str]:
    """Examples by name: an offer to the buyer of the demo world that both of their readers see."""
    place = next(one for one in staff.items("/v1/quotes", limit=200) if one["title"] == TITLE)["organization_id"]
    lines = [{"sku": "HB-08-040", "quantity": {"value": "200", "unit": "C62"}}]
    quote = partner.post("/v1/quotes", {"organization_id": place, "title": "Sweep", "lines": lines})
    path = f"/v1/quotes/{quote['id']}"
    partner.post(f"{path}/submit", {})
    taken = staff.post(f"{path}/review", {})
    line = staff.items(f"{path}/lines")[0]["id"]
    # Without its cost the margin is unknown, and somebody would have to look.
    staff.submit(f"/admin/quotes/{quote['id']}/lines", {f"cost.{line}": "0.01", "_version": str(taken["version"])})
    taken = staff.get(path)
    day = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    staff.submit(f"/admin/quotes/{quote['id']}/edit", {"valid_until": day, "_version": str(taken["version"])})
    staff.post(f"{path}/offer", {})
    return {
        "quote_id": quote["id"],
        "version_id": staff.items(f"{path}/versions")[0]["id"],
        "line_id": line,
        "action": "clone",
    }
