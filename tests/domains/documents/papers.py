"""Papers that the tests of documents print, and ways to ask for them."""

from __future__ import annotations

import signal
from typing import Any

from hanse.domains.access.types import OrganizationId
from hanse.domains.documents.api import make_document
from hanse.domains.documents.types import DocumentId, MakeDocument
from hanse.testing.installation import Business


def paper(count: int = 3, **changes: Any) -> dict[str, Any]:
    """A quotation of some lines."""
    return {
        "title": "Quotation",
        "number": "Q-2026-00417",
        "date": "2 March 2026",
        "parties": [{"label": "Quote for", "lines": ["Brookfield Manufacturing", "Leeds LS11 5QP"]}],
        "facts": [{"label": "Valid until", "value": "2 April 2026"}],
        "columns": [
            {"label": "Item", "grows": True},
            {"label": "Quantity", "align": "right"},
            {"label": "Total", "align": "right"},
        ],
        "lines": [
            {"cells": [f"Hexagon bolt M{number}", f"{number} pcs", f"£{number}.00"]} for number in range(1, count + 1)
        ],
        "totals": [{"label": "Total", "value": "£6.00", "is_strong": True}],
        **changes,
    }


async def ask(business: Business, organization: str | None = None, **changes: Any) -> DocumentId:
    """Ask for a paper as another domain would."""
    values: dict[str, Any] = {
        "kind": "Quote",
        "subject_kind": "quote",
        "subject_id": "quo_1",
        "title": "Quotation Q-2026-00417",
        "template": "quote",
        "data": paper(),
        "organization_id": OrganizationId.parse(organization) if organization else None,
        **changes,
    }
    async with business.open() as ctx:
        return await make_document(ctx, MakeDocument(**values))


def dawdle(content: bytes) -> bytes:
    """Work that never ends, for a child to do."""
    signal.pause()
    return content
