"""What other parts may call about notifications. `notify` serves domains inside their commands; the rest are
operations."""

from __future__ import annotations

from hanse.domains.notifications.commands.notifying import notify

__all__ = ["notify"]
