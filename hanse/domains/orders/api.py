"""What other parts may call about orders: every command and query, and nothing else."""

from __future__ import annotations

from hanse.domains.orders.commands.placing import place_order
from hanse.domains.orders.queries.orders import get_order

__all__ = ["get_order", "place_order"]
