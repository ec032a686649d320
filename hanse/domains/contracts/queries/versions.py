"""Reads of versions: the record that commands work on, and lists. A version that was not sent is the seller's."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.contracts.queries.contracts import load_contract, lock_contract
from hanse.domains.contracts.rules.lifecycle import may_edit
from hanse.domains.contracts.types import (
    Contract,
    ContractId,
    ContractVersion,
    ContractVersionId,
    ListVersions,
    Side,
)
from hanse.kit.errors import NotFound
from hanse.kit.money import Money
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

VERSION: Final = """
SELECT id, contract_id, number, kind, status, status_reason, title, starts_on, ends_on, starts_at, ends_at,
    payment_terms, notice_days, renewal_mode, renewal_months, uplift_micros, value_minor, template_id, based_on_id,
    approval_id, content_hash, frozen_at, sent_at, last_round, made_by_name, version, created_at, updated_at
FROM contract_versions
"""
GET_VERSION: Final = VERSION + "WHERE id = %(id)s"
CONTRACT_OF: Final = "SELECT contract_id FROM contract_versions WHERE id = %(id)s"
LIST_VERSIONS: Final = (
    VERSION
    + """WHERE contract_id = %(contract)s AND (%(is_seller)s OR sent_at IS NOT NULL)
  AND (%(after)s::integer IS NULL OR number < %(after)s)
ORDER BY number DESC LIMIT %(limit)s
"""
)


class VersionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A version with its contract, as stored: what commands work on; never returned (see `shown_version`)."""

    contract: Contract
    version: ContractVersion

    @property
    def side(self) -> Side:
        """The side of whoever loaded it."""
        return self.contract.side

    @property
    def is_working(self) -> bool:
        """Whether it is the version on its way: the turn is about it."""
        return self.contract.working_version_id == self.version.id


@query("contract.versions", permission="contract.view")
async def list_versions(ctx: Ctx, contract_id: ContractId, query: ListVersions) -> Page[ContractVersion]:
    """The versions of a contract the reader may see, newest first."""
    contract = await load_contract(ctx, contract_id, "contract.view")
    after = decode_cursor(query.cursor, int)
    rows = await ctx.db.all(
        LIST_VERSIONS,
        {
            "contract": contract_id,
            "is_seller": contract.side is Side.SELLER,
            "after": after[0] if after else None,
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["number"]))
    found = [VersionRecord(contract=contract, version=_version(contract, row)) for row in page.items]
    return Page([shown_version(ctx, record) for record in found], page.next)


@query("contract.version", permission="contract.view")
async def get_version(ctx: Ctx, version_id: ContractVersionId) -> ContractVersion:
    """Read one version, without its text. Raises NotFound for what the reader may not see."""
    return shown_version(ctx, await load_version(ctx, version_id, "contract.view"))


async def load_version(ctx: Ctx, version_id: ContractVersionId, permission: str) -> VersionRecord:
    """Read a version with its contract, for a reader who holds `permission` on the contract.

    Raises NotFound, Forbidden.
    """
    return await _load(ctx, version_id, await _contract_of(ctx, version_id, permission), permission, is_locked=False)


async def lock_version(ctx: Ctx, version_id: ContractVersionId, permission: str) -> VersionRecord:
    """The same, with the contract's row held until the transaction ends."""
    return await _load(ctx, version_id, await _contract_of(ctx, version_id, permission), permission, is_locked=True)


async def _contract_of(ctx: Ctx, version_id: ContractVersionId, permission: str) -> ContractId:
    found: UUID | None = await ctx.db.value(CONTRACT_OF, {"id": version_id})
    if found is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    return ContractId(found)


async def _load(
    ctx: Ctx, version_id: ContractVersionId, contract_id: ContractId, permission: str, *, is_locked: bool
) -> VersionRecord:
    load = lock_contract if is_locked else load_contract
    contract = await load(ctx, contract_id, permission)
    version = _version(contract, await ctx.db.one(GET_VERSION, {"id": version_id}))
    if contract.side is Side.BUYER and version.sent_at is None:
        raise NotFound()
    return VersionRecord(contract=contract, version=version)


def _version(contract: Contract, row: dict[str, Any]) -> ContractVersion:
    minor = row.pop("value_minor")
    row |= {"currency": contract.currency, "value": Money(minor, contract.currency) if minor is not None else None}
    return from_row(row, ContractVersion)


def shown_version(ctx: Ctx, record: VersionRecord) -> ContractVersion:
    """The version as its reader may see it, with whether they may change it now."""
    version, contract = record.version, record.contract
    right = "contract.edit" if record.side is Side.SELLER else "contract.propose"
    is_theirs = record.is_working and may_edit(version.status, contract.turn, record.side)
    return msgspec.structs.replace(
        version,
        may_edit=is_theirs and ctx.may(right, contract),
        approval_id=version.approval_id if record.side is Side.SELLER else None,
    )
