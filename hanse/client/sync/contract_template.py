"""What can be done with `contract_template`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class ContractTemplateOperations:
    """What can be done with `contract_template`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def clause(self, library_clause_id: str) -> models.LibraryClause:
        """Read one clause of the library.

        Needs the right `contract_template.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET", path=address("/v1/library-clauses/{library_clause_id}", library_clause_id=library_clause_id)
        )
        return self._transport.send(call, models.LibraryClause)

    def clauses(self, **query: Unpack[inputs.ContractTemplateClausesQuery]) -> Page[models.LibraryClause]:
        """The clauses a business writes contracts with, by heading.

        Needs the right `contract_template.view`.
        """
        call = Call(method="GET", path="/v1/library-clauses", query=query)
        return self._transport.send(call, Page[models.LibraryClause])

    def clauses_all(self, **query: Unpack[inputs.ContractTemplateClausesQuery]) -> Iterator[models.LibraryClause]:
        """Every item of `clauses`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/library-clauses", query={**query, "cursor": cursor}),
                Page[models.LibraryClause],
            ),
        )

    def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateContractTemplate]
    ) -> models.ContractTemplate:
        """Write a template; contracts begin with it once it is active.

        Needs the right `contract_template.edit`.

        Refused with: `invalid_input`.
        """
        call = Call(method="POST", path="/v1/contract-templates", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.ContractTemplate)

    def create_clause(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateLibraryClause]
    ) -> models.LibraryClause:
        """Add a clause to the library.

        Needs the right `contract_template.edit`.

        Refused with: `invalid_input`.
        """
        call = Call(method="POST", path="/v1/library-clauses", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.LibraryClause)

    def get(self, template_id: str) -> models.ContractTemplate:
        """Read one template with its clauses.

        Needs the right `contract_template.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/contract-templates/{template_id}", template_id=template_id))
        return self._transport.send(call, models.ContractTemplate)

    def list(self, **query: Unpack[inputs.ContractTemplateListQuery]) -> Page[models.TemplateSummary]:
        """The templates of a business, by name.

        Needs the right `contract_template.view`.
        """
        call = Call(method="GET", path="/v1/contract-templates", query=query)
        return self._transport.send(call, Page[models.TemplateSummary])

    def list_all(self, **query: Unpack[inputs.ContractTemplateListQuery]) -> Iterator[models.TemplateSummary]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/contract-templates", query={**query, "cursor": cursor}),
                Page[models.TemplateSummary],
            ),
        )

    def update(
        self, template_id: str, *, version: int, **data: Unpack[inputs.UpdateContractTemplate]
    ) -> models.ContractTemplate:
        """Change a template; contracts keep the text they have. An active one lacks nothing.

        Needs the right `contract_template.edit`.

        Refused with: `stale_version`, `invalid_input`, `version_required`.
        """
        call = Call(
            method="PATCH",
            path=address("/v1/contract-templates/{template_id}", template_id=template_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.ContractTemplate)

    def update_clause(
        self, library_clause_id: str, *, version: int, **data: Unpack[inputs.UpdateLibraryClause]
    ) -> models.LibraryClause:
        """Change a clause of the library; contracts keep the wording they have.

        Needs the right `contract_template.edit`.

        Refused with: `stale_version`, `invalid_input`, `version_required`.
        """
        call = Call(
            method="PATCH",
            path=address("/v1/library-clauses/{library_clause_id}", library_clause_id=library_clause_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.LibraryClause)
