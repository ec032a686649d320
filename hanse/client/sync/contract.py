"""What can be done with `contract`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.sync.contract_2 import Contract2Operations
from hanse.client.transport import Call, address


class ContractOperations(Contract2Operations):
    """What can be done with `contract`."""

    def set_parties(self, version_id: str, *, version: int, **data: Unpack[inputs.SetParties]) -> models.ContractText:
        """Say between whom the contract is, and who signs for them.

        Needs the right `contract.edit`.

        Refused with: `contract_frozen`, `contract_not_your_turn`, `stale_version`, `invalid_input`,
        `version_required`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/contract-versions/{version_id}/parties", version_id=version_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.ContractText)

    def set_variables(
        self, version_id: str, *, version: int, **data: Unpack[inputs.SetVariables]
    ) -> models.ContractText:
        """Give variables their values; an empty one takes a value away.

        Needs the right `contract.edit`.

        Refused with: `contract_frozen`, `contract_not_your_turn`, `stale_version`, `version_required`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/contract-versions/{version_id}/variables", version_id=version_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.ContractText)

    def sign(
        self, version_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.SignVersion]
    ) -> models.Signatories:
        """Sign an approved version for one's side, as one of its signatories. The hash names what one has read.

        Needs the right `contract.sign`.

        Refused with: `confirm_it_is_you`, `contract_not_signatory`, `forbidden`, `contract_content_changed`,
        `contract_invalid_transition`, `contract_signed_already`, `stale_version`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/sign", version_id=version_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Signatories)

    def signatures(self, version_id: str) -> models.Signatories:
        """Who signs a version, who did already, and whether the reader can sign now.

        Needs the right `contract.view`.
        """
        call = Call(method="GET", path=address("/v1/contract-versions/{version_id}/signatures", version_id=version_id))
        return self._transport.send(call, models.Signatories)

    def steps(self, contract_id: str, **query: Unpack[inputs.ContractStepsQuery]) -> Page[models.ContractStep]:
        """What happened to a contract, newest first; internal steps for staff only.

        Needs the right `contract.view`.
        """
        call = Call(
            method="GET", path=address("/v1/contracts/{contract_id}/steps", contract_id=contract_id), query=query
        )
        return self._transport.send(call, Page[models.ContractStep])

    def steps_all(self, contract_id: str, **query: Unpack[inputs.ContractStepsQuery]) -> Iterator[models.ContractStep]:
        """Every item of `steps`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/contracts/{contract_id}/steps", contract_id=contract_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.ContractStep],
            ),
        )

    def submit(
        self, version_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.MoveContract]
    ) -> models.ContractVersion:
        """Freeze a version and ask for its approval; without a policy that asks for anybody it is approved at once.

        Needs the right `contract.submit`.

        Refused with: `contract_invalid_transition`, `contract_not_your_turn`, `organization_cannot_trade`,
        `stale_version`, `contract_incomplete`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-versions/{version_id}/submit", version_id=version_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ContractVersion)

    def tasks(self, **query: Unpack[inputs.ContractTasksQuery]) -> Page[models.ContractTask]:
        """Tasks of the contracts the reader may see, by the day they are due.

        Needs the right `contract.view`.
        """
        call = Call(method="GET", path="/v1/contract-tasks", query=query)
        return self._transport.send(call, Page[models.ContractTask])

    def tasks_all(self, **query: Unpack[inputs.ContractTasksQuery]) -> Iterator[models.ContractTask]:
        """Every item of `tasks`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/contract-tasks", query={**query, "cursor": cursor}),
                Page[models.ContractTask],
            ),
        )

    def terminate(
        self,
        contract_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.TerminateContract],
    ) -> models.Contract:
        """End a contract at once or with a day still to come; its prices end then, and placed orders keep theirs.

        Needs the right `contract.terminate`.

        Refused with: `contract_invalid_transition`, `stale_version`, `invalid_input`, `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contracts/{contract_id}/terminate", contract_id=contract_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Contract)

    def terms(self, contract_id: str) -> builtins.list[models.PublishedTerm]:
        """When the prices of each version hold, or held, the newest first.

        Needs the right `contract.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/contracts/{contract_id}/terms", contract_id=contract_id))
        return self._transport.send(call, builtins.list[models.PublishedTerm])

    def text(self, version_id: str) -> models.ContractText:
        """Read what a version says: terms, parties, clauses with their variables filled in, prices and commitments.

        Needs the right `contract.view`.
        """
        call = Call(method="GET", path=address("/v1/contract-versions/{version_id}/text", version_id=version_id))
        return self._transport.send(call, models.ContractText)

    def timeline(self, contract_id: str, **query: Unpack[inputs.ContractTimelineQuery]) -> Page[models.TimelineEntry]:
        """Everything that happened to a contract, newest first, of all kinds or of some.

        The partner reads what both sides know: no internal steps, remarks and tasks, no approvals, no audit trail.

        Needs the right `contract.view`.
        """
        call = Call(
            method="GET", path=address("/v1/contracts/{contract_id}/timeline", contract_id=contract_id), query=query
        )
        return self._transport.send(call, Page[models.TimelineEntry])

    def timeline_all(
        self, contract_id: str, **query: Unpack[inputs.ContractTimelineQuery]
    ) -> Iterator[models.TimelineEntry]:
        """Every item of `timeline`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/contracts/{contract_id}/timeline", contract_id=contract_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.TimelineEntry],
            ),
        )

    def update_clause(
        self, clause_id: str, *, version: int, **data: Unpack[inputs.UpdateClause]
    ) -> models.ContractText:
        """Change heading or text of a clause, or take a wording of the library instead.

        Needs the right `contract.edit`.

        Refused with: `contract_frozen`, `contract_not_your_turn`, `stale_version`, `invalid_input`,
        `version_required`.
        """
        call = Call(
            method="PATCH",
            path=address("/v1/contract-clauses/{clause_id}", clause_id=clause_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.ContractText)

    def update_task(self, task_id: str, *, version: int, **data: Unpack[inputs.UpdateTask]) -> models.ContractTask:
        """Change a task, or close it as done or waived.

        Needs the right `contract.manage_tasks`.

        Refused with: `stale_version`, `invalid_input`, `version_required`.
        """
        call = Call(
            method="PATCH", path=address("/v1/contract-tasks/{task_id}", task_id=task_id), body=data, version=version
        )
        return self._transport.send(call, models.ContractTask)

    def update_terms(
        self, version_id: str, *, version: int, **data: Unpack[inputs.UpdateTerms]
    ) -> models.ContractVersion:
        """Change the terms of the version on its way, while it is the seller's turn.

        Needs the right `contract.edit`.

        Refused with: `contract_frozen`, `contract_not_your_turn`, `stale_version`, `invalid_input`,
        `version_required`.
        """
        call = Call(
            method="PATCH",
            path=address("/v1/contract-versions/{version_id}", version_id=version_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.ContractVersion)

    def utilisation(self, contract_id: str) -> models.Utilisation:
        """How a contract is used: what was bought month by month under its commitments, and where each stands.

        Needs the right `contract.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/contracts/{contract_id}/utilisation", contract_id=contract_id))
        return self._transport.send(call, models.Utilisation)

    def version(self, version_id: str) -> models.ContractVersion:
        """Read one version, without its text.

        Needs the right `contract.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/contract-versions/{version_id}", version_id=version_id))
        return self._transport.send(call, models.ContractVersion)

    def versions(self, contract_id: str, **query: Unpack[inputs.ContractVersionsQuery]) -> Page[models.ContractVersion]:
        """The versions of a contract the reader may see, newest first.

        Needs the right `contract.view`.
        """
        call = Call(
            method="GET", path=address("/v1/contracts/{contract_id}/versions", contract_id=contract_id), query=query
        )
        return self._transport.send(call, Page[models.ContractVersion])

    def versions_all(
        self, contract_id: str, **query: Unpack[inputs.ContractVersionsQuery]
    ) -> Iterator[models.ContractVersion]:
        """Every item of `versions`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/contracts/{contract_id}/versions", contract_id=contract_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.ContractVersion],
            ),
        )

    def withdraw_change(
        self, change_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.DecideChange]
    ) -> models.ContractChange:
        """Take a proposal of one's own side back.

        Needs the right `contract.propose`.

        Refused with: `contract_change_decided`, `contract_frozen`, `contract_not_your_turn`, `stale_version`,
        `version_required`.
        """
        call = Call(
            method="POST",
            path=address("/v1/contract-changes/{change_id}/withdraw", change_id=change_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ContractChange)
