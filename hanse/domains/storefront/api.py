"""What other parts may call about the storefront: every command and query, and nothing else."""

from __future__ import annotations

__all__: list[str] = []
