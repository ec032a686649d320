"""What can be done with `contract_2`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

import builtins
from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.asynchronous.contract_1 import Contract1Operations
from hanse.client.paging import Page, each_async
from hanse.client.transport import Call, address


class Contract2Operations(Contract1Operations):
    """What can be done with `contract_2`."""

    async def get(self, contract_id: str) -> models.Contract:
        """Read one contract.

        Needs the right `contract.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/contracts/{contract_id}", contract_id=contract_id))
        return await self._transport.send(call, models.Contract)

    async def give_notice(
        self, contract_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.GiveNotice]
    ) -> models.Contract:
        """Say that a contract is not to go on: it ends with its term; an evergreen one after its days of notice.

        Needs the right `contract.give_notice`.

        Refused with: `contract_invalid_transition`, `stale_version`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contracts/{contract_id}/notice", contract_id=contract_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Contract)

    async def import_(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.ImportContract]
    ) -> models.Contract:
        """Bring in a contract that both sides signed elsewhere; it can then be put into force like any other.

        Needs the right `contract.import`.

        Refused with: `organization_cannot_trade`, `file_too_large`, `file_type_refused`, `file_refused`,
        `invalid_input`.
        """
        call = Call(method="POST", path="/v1/contract-imports", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.Contract)

    async def list(self, **query: Unpack[inputs.ContractListQuery]) -> Page[models.ContractSummary]:
        """List the contracts the reader may see, by filters, in the order asked for.

        Needs the right `contract.view`.
        """
        call = Call(method="GET", path="/v1/contracts", query=query)
        return await self._transport.send(call, Page[models.ContractSummary])

    def list_all(self, **query: Unpack[inputs.ContractListQuery]) -> AsyncIterator[models.ContractSummary]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/contracts", query={**query, "cursor": cursor}),
                Page[models.ContractSummary],
            ),
        )

    async def move_clause(
        self, clause_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.MoveClause]
    ) -> models.ContractText:
        """Put a clause behind another one, or first.

        Needs the right `contract.edit`.

        Refused with: `contract_frozen`, `contract_not_your_turn`, `stale_version`, `invalid_input`,
        `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-clauses/{clause_id}/move", clause_id=clause_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.ContractText)

    async def price_conflicts(self, version_id: str) -> builtins.list[models.PriceConflict]:
        """Name other contracts in force that price the same products, and which of the two counts.

        Needs the right `contract.view_internal`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET", path=address("/v1/contract-versions/{version_id}/price-conflicts", version_id=version_id)
        )
        return await self._transport.send(call, builtins.list[models.PriceConflict])

    async def price_counts(self, version_id: str) -> models.PriceCounts:
        """Count the prices of a version: kept, changed and new against the one it is based on.

        Needs the right `contract.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET", path=address("/v1/contract-versions/{version_id}/price-counts", version_id=version_id)
        )
        return await self._transport.send(call, models.PriceCounts)

    async def prices(self, version_id: str, **query: Unpack[inputs.ContractPricesQuery]) -> Page[models.ContractPrice]:
        """List the prices of a version, each against the version it is based on.

        Needs the right `contract.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET", path=address("/v1/contract-versions/{version_id}/prices", version_id=version_id), query=query
        )
        return await self._transport.send(call, Page[models.ContractPrice])

    def prices_all(
        self, version_id: str, **query: Unpack[inputs.ContractPricesQuery]
    ) -> AsyncIterator[models.ContractPrice]:
        """Every item of `prices`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/contract-versions/{version_id}/prices", version_id=version_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.ContractPrice],
            ),
        )

    async def print(self, version_id: str, *, idempotency_key: str | None = None) -> models.ContractPaper:
        """Have a PDF made of a version as its reader may see it; a job makes it, and documents list it.

        A signed one is made and sealed again, with everybody's signature. A draft of the seller stays internal.

        Needs the right `contract.view`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/papers", version_id=version_id),
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.ContractPaper)

    async def progress(self, contract_id: str) -> builtins.list[models.CommitmentProgress]:
        """How far every commitment of a contract is, period by period, with the forecast of a straight line.

        Needs the right `contract.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/contracts/{contract_id}/progress", contract_id=contract_id))
        return await self._transport.send(call, builtins.list[models.CommitmentProgress])

    async def propose(
        self, version_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.ProposeChange]
    ) -> models.ContractChange:
        """Propose a change of a clause while it is one's own side's turn; the other side sees it after the handing
        over.

        Needs the right `contract.propose`.

        Refused with: `contract_frozen`, `contract_not_your_turn`, `stale_version`, `invalid_input`,
        `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/changes", version_id=version_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.ContractChange)

    async def recall(
        self, version_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.MoveContract]
    ) -> models.ContractVersion:
        """Take a version back from approval, to change it.

        Needs the right `contract.submit`.

        Refused with: `contract_invalid_transition`, `stale_version`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/recall", version_id=version_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.ContractVersion)

    async def reject_change(
        self, change_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.DecideChange]
    ) -> models.ContractChange:
        """Reject a change of the other side; the clause stays as it is.

        Needs the right `contract.propose`.

        Refused with: `contract_change_decided`, `contract_frozen`, `contract_not_your_turn`, `stale_version`,
        `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-changes/{change_id}/reject", change_id=change_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.ContractChange)

    async def remove_clause(
        self, clause_id: str, *, version: int, idempotency_key: str | None = None
    ) -> models.ContractText:
        """Take a clause out of the version on its way; a required one stays.

        Needs the right `contract.edit`.

        Refused with: `contract_frozen`, `contract_not_your_turn`, `stale_version`, `contract_incomplete`,
        `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-clauses/{clause_id}/remove", clause_id=clause_id),
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.ContractText)

    async def renew(
        self,
        contract_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.RenewContract],
    ) -> models.ContractVersion:
        """Begin the renewal of a contract in force: a version with its next term and its prices with the agreed
        uplift.

        Needs the right `contract.create`.

        Refused with: `contract_invalid_transition`, `stale_version`, `invalid_input`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contracts/{contract_id}/renew", contract_id=contract_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.ContractVersion)

    async def renewal(self, contract_id: str) -> models.RenewalState:
        """Whether a contract in force goes on: until when notice is possible, and what happens.

        Needs the right `contract.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/contracts/{contract_id}/renewal", contract_id=contract_id))
        return await self._transport.send(call, models.RenewalState)

    async def renewal_counts(self) -> models.RenewalCounts:
        """Count the contracts that wait for a decision, by how near the last day for notice is.

        Needs the right `contract.view_internal`.
        """
        call = Call(method="GET", path="/v1/contract-renewal-counts")
        return await self._transport.send(call, models.RenewalCounts)

    async def renewals(self, **query: Unpack[inputs.ContractRenewalsQuery]) -> Page[models.Renewal]:
        """List contracts in force whose term ends, the nearest last day for notice first.

        Needs the right `contract.view_internal`.
        """
        call = Call(method="GET", path="/v1/contract-renewals", query=query)
        return await self._transport.send(call, Page[models.Renewal])

    def renewals_all(self, **query: Unpack[inputs.ContractRenewalsQuery]) -> AsyncIterator[models.Renewal]:
        """Every item of `renewals`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/contract-renewals", query={**query, "cursor": cursor}),
                Page[models.Renewal],
            ),
        )

    async def return_(
        self, version_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.MoveContract]
    ) -> models.ContractVersion:
        """Hand a version back to the seller, with the changes that were proposed.

        Needs the right `contract.return`.

        Refused with: `contract_invalid_transition`, `contract_not_your_turn`, `stale_version`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/return", version_id=version_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.ContractVersion)

    async def review(
        self, version_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.MoveContract]
    ) -> models.ContractVersion:
        """Put a draft into review by colleagues.

        Needs the right `contract.edit`.

        Refused with: `contract_invalid_transition`, `stale_version`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/review", version_id=version_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.ContractVersion)

    async def revise(
        self, version_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.MoveContract]
    ) -> models.ContractVersion:
        """Take a version from review back to draft.

        Needs the right `contract.edit`.

        Refused with: `contract_invalid_transition`, `stale_version`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/revise", version_id=version_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.ContractVersion)

    async def rounds(self, contract_id: str, **query: Unpack[inputs.ContractRoundsQuery]) -> Page[models.ContractRound]:
        """How often a contract went from side to side, newest first.

        Needs the right `contract.view`.
        """
        call = Call(
            method="GET", path=address("/v1/contracts/{contract_id}/rounds", contract_id=contract_id), query=query
        )
        return await self._transport.send(call, Page[models.ContractRound])

    def rounds_all(
        self, contract_id: str, **query: Unpack[inputs.ContractRoundsQuery]
    ) -> AsyncIterator[models.ContractRound]:
        """Every item of `rounds`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/contracts/{contract_id}/rounds", contract_id=contract_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.ContractRound],
            ),
        )

    async def save_commitments(
        self, version_id: str, *, version: int, **data: Unpack[inputs.SaveCommitments]
    ) -> builtins.list[models.Commitment]:
        """Write all commitments of a version, while it is the own turn. One that keeps its key goes on after an
        amendment.

        Needs the right `contract.edit`.

        Refused with: `contract_frozen`, `contract_not_your_turn`, `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/contract-versions/{version_id}/commitments", version_id=version_id),
            body=data,
            version=version,
        )
        return await self._transport.send(call, builtins.list[models.Commitment])

    async def save_prices(
        self,
        version_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.SaveContractPrices],
    ) -> models.SavedContractPrices:
        """Write and remove prices of a version, all or none, while it is the own turn.

        Needs the right `contract.edit`.

        Refused with: `contract_frozen`, `contract_not_your_turn`, `stale_version`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/prices", version_id=version_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.SavedContractPrices)

    async def send(
        self, version_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.MoveContract]
    ) -> models.ContractVersion:
        """Hand a version to the partner, who reads it, proposes changes and returns it.

        Needs the right `contract.send`.

        Refused with: `contract_invalid_transition`, `contract_not_your_turn`, `organization_cannot_trade`,
        `stale_version`, `contract_incomplete`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/send", version_id=version_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.ContractVersion)
