"""What can be done with `contract_1`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class Contract1Operations:
    """What can be done with `contract_1`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def accept_change(
        self, change_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.DecideChange]
    ) -> models.ContractChange:
        """Accept a change of the other side: the clause reads as proposed from now on.

        Needs the right `contract.propose`.

        Refused with: `contract_change_decided`, `contract_frozen`, `contract_not_your_turn`, `stale_version`,
        `contract_incomplete`, `invalid_input`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-changes/{change_id}/accept", change_id=change_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ContractChange)

    def activate(
        self,
        contract_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.ActivateContract],
    ) -> models.Contract:
        """Put the signed version into force: at once, or at its start when that is still to come.

        Needs the right `contract.activate`.

        Refused with: `contract_invalid_transition`, `stale_version`, `invalid_input`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contracts/{contract_id}/activate", contract_id=contract_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Contract)

    def add_clause(
        self, version_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.AddClause]
    ) -> models.ContractText:
        """Add a clause to the version on its way, written here or taken from the library.

        Needs the right `contract.edit`.

        Refused with: `contract_frozen`, `contract_not_your_turn`, `stale_version`, `invalid_input`,
        `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/clauses", version_id=version_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ContractText)

    def add_task(
        self, contract_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.AddTask]
    ) -> models.ContractTask:
        """Note something that has to be done by a day.

        Needs the right `contract.manage_tasks`.

        Refused with: `forbidden`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contracts/{contract_id}/tasks", contract_id=contract_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ContractTask)

    def adjust_prices(
        self,
        version_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.AdjustContractPrices],
    ) -> models.SavedContractPrices:
        """Raise or lower every agreed amount of a version; percentages and formulas move with what they count from.

        Needs the right `contract.edit`.

        Refused with: `contract_frozen`, `contract_not_your_turn`, `stale_version`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/adjust-prices", version_id=version_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.SavedContractPrices)

    def assign(self, contract_id: str, *, version: int, **data: Unpack[inputs.UpdateContract]) -> models.Contract:
        """Say who looks after a contract, whom it is told to, what it belongs to, and which of two contracts counts.

        Needs the right `contract.assign`.

        Refused with: `stale_version`, `invalid_input`, `version_required`.
        """
        call = Call(
            method="PATCH",
            path=address("/v1/contracts/{contract_id}", contract_id=contract_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.Contract)

    def attach(
        self, contract_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.AddContractAttachment]
    ) -> models.ContractAttachment:
        """Add a file: an annex of what is negotiated, so it takes one's turn; or an internal one of the seller.

        Needs the right `contract.comment`.

        Refused with: `contract_frozen`, `contract_not_your_turn`, `file_too_large`, `file_type_refused`,
        `file_refused`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contracts/{contract_id}/attachments", contract_id=contract_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ContractAttachment)

    def attachments(
        self, contract_id: str, **query: Unpack[inputs.ContractAttachmentsQuery]
    ) -> Page[models.ContractAttachment]:
        """The files of a contract that the reader may know of, newest first, with links of minutes.

        Needs the right `contract.view`.
        """
        call = Call(
            method="GET", path=address("/v1/contracts/{contract_id}/attachments", contract_id=contract_id), query=query
        )
        return self._transport.send(call, Page[models.ContractAttachment])

    def attachments_all(
        self, contract_id: str, **query: Unpack[inputs.ContractAttachmentsQuery]
    ) -> Iterator[models.ContractAttachment]:
        """Every item of `attachments`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/contracts/{contract_id}/attachments", contract_id=contract_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.ContractAttachment],
            ),
        )

    def calendar(self, **query: Unpack[inputs.ContractCalendarQuery]) -> builtins.list[models.CalendarDay]:
        """The days that matter in the contracts the reader may see: starts, last days for notice, ends, periods,
        tasks.

        Needs the right `contract.view`.

        Refused with: `invalid_input`.
        """
        call = Call(method="GET", path="/v1/contract-calendar", query=query)
        return self._transport.send(call, builtins.list[models.CalendarDay])

    def cancel(
        self, version_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.EndContract]
    ) -> models.ContractVersion:
        """Give up a version that is not in force; with the first one the contract is cancelled.

        Needs the right `contract.cancel`.

        Refused with: `contract_invalid_transition`, `stale_version`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/cancel", version_id=version_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ContractVersion)

    def change(self, change_id: str) -> models.ContractChange:
        """Read one proposed change, against the text as it is now.

        Needs the right `contract.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/contract-changes/{change_id}", change_id=change_id))
        return self._transport.send(call, models.ContractChange)

    def changes(self, version_id: str, **query: Unpack[inputs.ContractChangesQuery]) -> Page[models.ContractChange]:
        """Changes proposed to a version, oldest first, each against the text as it is now.

        Needs the right `contract.view`.
        """
        call = Call(
            method="GET", path=address("/v1/contract-versions/{version_id}/changes", version_id=version_id), query=query
        )
        return self._transport.send(call, Page[models.ContractChange])

    def changes_all(
        self, version_id: str, **query: Unpack[inputs.ContractChangesQuery]
    ) -> Iterator[models.ContractChange]:
        """Every item of `changes`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/contract-versions/{version_id}/changes", version_id=version_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.ContractChange],
            ),
        )

    def check(self, version_id: str) -> models.ContractCheck:
        """What submitting a version would mean now: what is missing, and who would have to agree.

        Needs the right `contract.submit`.
        """
        call = Call(method="GET", path=address("/v1/contract-versions/{version_id}/check", version_id=version_id))
        return self._transport.send(call, models.ContractCheck)

    def comment(
        self, contract_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.AddComment]
    ) -> models.ContractComment:
        """Say something about a contract, a clause or a proposed change, at any time and whosever turn it is.

        Needs the right `contract.comment`.

        Refused with: `contract_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contracts/{contract_id}/comments", contract_id=contract_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ContractComment)

    def comments(self, contract_id: str, **query: Unpack[inputs.ContractCommentsQuery]) -> Page[models.ContractComment]:
        """What was said about a contract, newest first; internal comments for staff only.

        Needs the right `contract.view`.
        """
        call = Call(
            method="GET", path=address("/v1/contracts/{contract_id}/comments", contract_id=contract_id), query=query
        )
        return self._transport.send(call, Page[models.ContractComment])

    def comments_all(
        self, contract_id: str, **query: Unpack[inputs.ContractCommentsQuery]
    ) -> Iterator[models.ContractComment]:
        """Every item of `comments`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/contracts/{contract_id}/comments", contract_id=contract_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.ContractComment],
            ),
        )

    def commitments(self, version_id: str) -> builtins.list[models.Commitment]:
        """What the buyer commits to in a version.

        Needs the right `contract.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/contract-versions/{version_id}/commitments", version_id=version_id))
        return self._transport.send(call, builtins.list[models.Commitment])

    def compare(self, contract_id: str, **query: Unpack[inputs.ContractCompareQuery]) -> models.ContractDifference:
        """How two states of a contract differ: terms, and clause by clause word by word.

        Needs the right `contract.view`.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(
            method="GET", path=address("/v1/contracts/{contract_id}/compare", contract_id=contract_id), query=query
        )
        return self._transport.send(call, models.ContractDifference)

    def counts(self, **query: Unpack[inputs.ContractCountsQuery]) -> models.ContractCounts:
        """Count the contracts the reader may see, by state and turn, with the value in force, under the list's
        filters.

        Needs the right `contract.view`.
        """
        call = Call(method="GET", path="/v1/contract-counts", query=query)
        return self._transport.send(call, models.ContractCounts)

    def create(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateContract]) -> models.Contract:
        """Begin a contract with an organization: a draft of its first version, from a template where one is named.

        Needs the right `contract.create`.

        Refused with: `organization_cannot_trade`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/contracts", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.Contract)

    def decline(
        self, version_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.EndContract]
    ) -> models.ContractVersion:
        """Say no to a version for the partner.

        Needs the right `contract.decline`.

        Refused with: `contract_invalid_transition`, `contract_not_your_turn`, `stale_version`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/decline", version_id=version_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ContractVersion)

    def detach(self, contract_id: str, attachment_id: str) -> None:
        """Take a file of one's own side out of what is negotiated; versions that name it keep it.

        Needs the right `contract.comment`.

        Refused with: `not_found`, `contract_frozen`, `contract_not_your_turn`.
        """
        call = Call(
            method="DELETE",
            path=address(
                "/v1/contracts/{contract_id}/attachments/{attachment_id}",
                contract_id=contract_id,
                attachment_id=attachment_id,
            ),
        )
        return self._transport.send(call, type(None))

    def draft(
        self, contract_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.CreateDraft]
    ) -> models.ContractVersion:
        """Begin a new version: an amendment or renewal of what is in force, or the original anew where it was approved
        but.

        not put into force; that one is withdrawn.

        Needs the right `contract.create`.

        Refused with: `contract_invalid_transition`, `stale_version`, `invalid_input`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contracts/{contract_id}/versions", contract_id=contract_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ContractVersion)

    def drawdowns(
        self, commitment_period_id: str, **query: Unpack[inputs.ContractDrawdownsQuery]
    ) -> Page[models.Drawdown]:
        """Which order lines drew on a period, the newest first.

        Needs the right `contract.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET",
            path=address(
                "/v1/commitment-periods/{commitment_period_id}/drawdowns", commitment_period_id=commitment_period_id
            ),
            query=query,
        )
        return self._transport.send(call, Page[models.Drawdown])

    def drawdowns_all(
        self, commitment_period_id: str, **query: Unpack[inputs.ContractDrawdownsQuery]
    ) -> Iterator[models.Drawdown]:
        """Every item of `drawdowns`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address(
                        "/v1/commitment-periods/{commitment_period_id}/drawdowns",
                        commitment_period_id=commitment_period_id,
                    ),
                    query={**query, "cursor": cursor},
                ),
                Page[models.Drawdown],
            ),
        )

    def export(self, **query: Unpack[inputs.ContractExportQuery]) -> Page[models.ContractSummary]:
        """Read up to 10,000 contracts at once, by the filters of the list.

        Needs the right `contract.export`.
        """
        call = Call(method="GET", path="/v1/contract-export", query=query)
        return self._transport.send(call, Page[models.ContractSummary])

    def export_all(self, **query: Unpack[inputs.ContractExportQuery]) -> Iterator[models.ContractSummary]:
        """Every item of `export`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/contract-export", query={**query, "cursor": cursor}),
                Page[models.ContractSummary],
            ),
        )
