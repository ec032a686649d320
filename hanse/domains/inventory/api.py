"""What other parts may call about inventory: every command and query, and nothing else."""

from __future__ import annotations

__all__: list[str] = []
