"""What other parts may call about regions, currencies and taxes: every command and query, and nothing else."""

from __future__ import annotations

__all__: list[str] = []
