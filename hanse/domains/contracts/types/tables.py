"""The list of contracts as a table for a file: the same columns wherever it is taken. Data only."""

from __future__ import annotations

from typing import Final

from hanse.domains.contracts.types.contracts import ContractSummary

EXPORTED: Final = (
    "Number",
    "Title",
    "Partner",
    "State",
    "Turn",
    "Currency",
    "Value",
    "Begins",
    "Last day",
    "Notice until",
)


def cells_of(one: ContractSummary) -> list[str]:
    """One contract as a row."""
    return [
        one.number,
        one.title,
        one.organization_name,
        one.status.value,
        one.turn.value if one.turn else "",
        one.currency,
        one.value.amount if one.value else "",
        one.starts_at.isoformat() if one.starts_at else "",
        one.ends_on.isoformat() if one.ends_on else "",
        one.notice_on.isoformat() if one.notice_on else "",
    ]
