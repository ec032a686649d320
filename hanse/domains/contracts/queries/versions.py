"""Reads of versions: the record that commands work on, and lists. A version that was not sent is the seller's."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.contracts.queries.contracts import load_contract, lock_contract
from hanse.domains.contracts.rules.freezing import read_content
from hanse.domains.contracts.rules.lifecycle import may_edit, partner_status, reads_last_round
from hanse.domains.contracts.types import (
    Contract,
    ContractContent,
    ContractId,
    ContractVersion,
    ContractVersionId,
    ListContractVersions,
    VersionStatus,
)
from hanse.domains.organizations.types import Side
from hanse.kit.errors import NotFound
from hanse.kit.money import Money
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

VERSION: Final = """
SELECT v.id, v.contract_id, v.number, v.kind, v.status, v.status_reason, v.title, v.starts_on, v.ends_on, v.starts_at,
    v.ends_at, v.payment_terms, v.notice_days, v.renewal_mode, v.renewal_months, v.uplift_micros, v.value_minor,
    v.template_id, v.based_on_id, v.approval_id, v.content_hash, v.frozen_at, v.sent_at, v.last_round, v.made_by_name,
    v.version, v.created_at, v.updated_at, r.content - 'clauses' - 'prices' AS handed_over
FROM contract_versions v
LEFT JOIN contract_rounds r ON r.tenant_id = v.tenant_id AND r.version_id = v.id AND r.number = v.last_round
"""
GET_VERSION: Final = VERSION + "WHERE v.id = %(id)s"
CONTRACT_OF: Final = "SELECT contract_id FROM contract_versions WHERE id = %(id)s"
LIST_VERSIONS: Final = (
    VERSION
    + """WHERE v.contract_id = %(contract)s AND (%(is_seller)s OR v.sent_at IS NOT NULL)
  AND (%(after)s::integer IS NULL OR v.number < %(after)s)
ORDER BY v.number DESC LIMIT %(limit)s
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
async def list_versions(ctx: Ctx, contract_id: ContractId, query: ListContractVersions) -> Page[ContractVersion]:
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
    minor, handed_over = row.pop("value_minor"), row.pop("handed_over")
    row |= {"currency": contract.currency, "value": Money(minor, contract.currency) if minor is not None else None}
    version = from_row(row, ContractVersion)
    if contract.side is Side.SELLER:
        return version
    status = partner_status(version.status)
    reason = version.status_reason if status is VersionStatus.WITHDRAWN else None
    version = msgspec.structs.replace(version, status=status, status_reason=reason)
    if handed_over is None or not reads_last_round(version.status, contract.turn, contract.side):
        return version
    return _as_handed_over(version, read_content({**handed_over, "clauses": []}))


def _as_handed_over(version: ContractVersion, sent: ContractContent) -> ContractVersion:
    """A version with the terms of its last handing over, instead of what the seller is writing now."""
    return msgspec.structs.replace(
        version,
        title=sent.title,
        starts_on=sent.starts_on,
        ends_on=sent.ends_on,
        starts_at=None,
        ends_at=None,
        payment_terms=sent.payment_terms,
        notice_days=sent.notice_days,
        renewal_mode=sent.renewal_mode,
        renewal_months=sent.renewal_months,
        uplift_micros=sent.uplift_micros,
        value=sent.value,
    )


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
