"""Who signs for a party, and what a signatory declares. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hanse.domains.contracts.types import ContractParty, VersionStatus

STATEMENT: Final = (
    "I have read this contract as it is shown here, I may sign for {party}, and I agree to it. "
    "My electronic signature is meant to bind like one on paper."
)


def statement_for(party: str) -> str:
    """What somebody declares who signs for a party."""
    return STATEMENT.format(party=party)


def is_signatory(party: ContractParty, member_id: object, email: str | None, name: str) -> bool:
    """Whether a person is the one whom a party names: by membership, else by e-mail, else by name."""
    if not party.signatory_name:
        return False
    if party.signatory_member_id is not None:
        return member_id is not None and party.signatory_member_id.uuid == member_id
    if party.signatory_email:
        return email is not None and email.strip().casefold() == party.signatory_email.strip().casefold()
    return same_name(party.signatory_name, name)


def same_name(left: str, right: str) -> bool:
    """Whether two texts are one name; case and spaces do not count."""
    return bool(left.strip()) and " ".join(left.split()).casefold() == " ".join(right.split()).casefold()


def who_sign(parties: Sequence[ContractParty]) -> list[ContractParty]:
    """The parties for which somebody is to sign."""
    return [party for party in parties if party.signatory_name]


def obstacle_of(status: VersionStatus, word: str) -> str:
    """Why a version cannot be signed now; empty when it can."""
    if status is VersionStatus.APPROVED:
        return ""
    if status in (VersionStatus.SIGNED, VersionStatus.ACTIVE, VersionStatus.SUPERSEDED, VersionStatus.ENDED):
        return "This version is signed already"
    return f"The version is {word}; it can be signed once it is approved"
