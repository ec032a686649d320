"""Columns of many rows as PostgreSQL writes arrays, for `unnest(%(ids)s::uuid[], ...)`. Pure.

A list as a parameter is looked at cell by cell by the driver, and JSON by the database: this takes a fraction of
either. A column that says nothing is NULL, which `unnest` fills up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def packed(cells: Sequence[Any]) -> str | None:
    """Numbers, truth values, ids, instants, or codes of letters and digits, as an array; None when all are None."""
    if not any(cell is not None for cell in cells):
        return None
    return f"{{{','.join(['NULL' if cell is None else str(cell) for cell in cells])}}}"


def packed_texts(cells: Sequence[str | None]) -> str | None:
    """Any texts as an array; None when all are None."""
    if not any(cell is not None for cell in cells):
        return None
    return f"{{{','.join(['NULL' if cell is None else _quoted(cell) for cell in cells])}}}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
