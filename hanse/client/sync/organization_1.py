"""What can be done with `organization_1`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class Organization1Operations:
    """What can be done with `organization_1`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def activate(
        self,
        organization_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.ChangeStatus],
    ) -> models.Organization:
        """Let a prospect trade without an application.

        Needs the right `organization.activate`.

        Refused with: `organization_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/organizations/{organization_id}/activate", organization_id=organization_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Organization)

    def address(self, organization_id: str, address_id: str) -> models.Address:
        """Read one address.

        Needs the right `organization.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET",
            path=address(
                "/v1/organizations/{organization_id}/addresses/{address_id}",
                organization_id=organization_id,
                address_id=address_id,
            ),
        )
        return self._transport.send(call, models.Address)

    def addresses(
        self, organization_id: str, **query: Unpack[inputs.OrganizationAddressesQuery]
    ) -> Page[models.Address]:
        """List the addresses of an organization, oldest first.

        Needs the right `organization.view`.
        """
        call = Call(
            method="GET",
            path=address("/v1/organizations/{organization_id}/addresses", organization_id=organization_id),
            query=query,
        )
        return self._transport.send(call, Page[models.Address])

    def addresses_all(
        self, organization_id: str, **query: Unpack[inputs.OrganizationAddressesQuery]
    ) -> Iterator[models.Address]:
        """Every item of `addresses`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/organizations/{organization_id}/addresses", organization_id=organization_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.Address],
            ),
        )

    def check_import(self, import_id: str, *, idempotency_key: str | None = None) -> models.OrganizationImport:
        """Try every row without keeping anything; what would be wrong is listed.

        Needs the right `organization.import`.

        Refused with: `price_import_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/organization-imports/{import_id}/check", import_id=import_id),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.OrganizationImport)

    def close(
        self,
        organization_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.ChangeStatus],
    ) -> models.Organization:
        """End the relationship; records stay readable for staff.

        Needs the right `organization.close`.

        Refused with: `organization_in_use`.
        """
        call = Call(
            method="POST",
            path=address("/v1/organizations/{organization_id}/close", organization_id=organization_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Organization)

    def contact(self, organization_id: str, contact_id: str) -> models.Contact:
        """Read one contact.

        Needs the right `organization.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET",
            path=address(
                "/v1/organizations/{organization_id}/contacts/{contact_id}",
                organization_id=organization_id,
                contact_id=contact_id,
            ),
        )
        return self._transport.send(call, models.Contact)

    def contacts(self, organization_id: str, **query: Unpack[inputs.OrganizationContactsQuery]) -> Page[models.Contact]:
        """List the contacts of an organization, oldest first; notes on them are for staff.

        Needs the right `organization.view`.
        """
        call = Call(
            method="GET",
            path=address("/v1/organizations/{organization_id}/contacts", organization_id=organization_id),
            query=query,
        )
        return self._transport.send(call, Page[models.Contact])

    def contacts_all(
        self, organization_id: str, **query: Unpack[inputs.OrganizationContactsQuery]
    ) -> Iterator[models.Contact]:
        """Every item of `contacts`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/organizations/{organization_id}/contacts", organization_id=organization_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.Contact],
            ),
        )

    def counts(self, **query: Unpack[inputs.OrganizationCountsQuery]) -> models.OrganizationCounts:
        """Count the organizations the reader may see, by status, type and tag, under the same filters as the list.

        Needs the right `organization.view`.
        """
        call = Call(method="GET", path="/v1/organization-counts", query=query)
        return self._transport.send(call, models.OrganizationCounts)

    def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateOrganization]
    ) -> models.Organization:
        """Enter a partner, as a prospect or already active.

        Needs the right `organization.create`.

        Refused with: `already_exists`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/organizations", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.Organization)

    def export(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.ExportOrganizations]
    ) -> models.OrganizationExport:
        """Make a file of the organizations a list shows: at once when they are few, else by a job (see `get_export`).

        The export is recorded, and holds what its maker may see when asking for it.

        Needs the right `organization.export`.
        """
        call = Call(method="POST", path="/v1/organization-exports", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.OrganizationExport)

    def get(self, organization_id: str) -> models.Organization:
        """Read one organization.

        Needs the right `organization.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/organizations/{organization_id}", organization_id=organization_id))
        return self._transport.send(call, models.Organization)

    def get_export(self, export_id: str) -> models.OrganizationExport:
        """How far an export of one's own is, and a fresh link once it is there.

        Needs the right `organization.export`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/organization-exports/{export_id}", export_id=export_id))
        return self._transport.send(call, models.OrganizationExport)

    def get_import(self, import_id: str) -> models.OrganizationImport:
        """Read one import.

        Needs the right `organization.import`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/organization-imports/{import_id}", import_id=import_id))
        return self._transport.send(call, models.OrganizationImport)

    def health(self, organization_id: str) -> models.Health:
        """Read the health of a partner: score, factors and the last 90 days. Without any data there is no score.

        Needs the right `organization.view_internal`.
        """
        call = Call(
            method="GET", path=address("/v1/organizations/{organization_id}/health", organization_id=organization_id)
        )
        return self._transport.send(call, models.Health)

    def import_fields(self) -> models.ImportFields:
        """List what a column of a file can be: the standard facts, then the declared fields.

        Needs the right `organization.import`.
        """
        call = Call(method="GET", path="/v1/organization-import-fields")
        return self._transport.send(call, models.ImportFields)

    def import_problems(
        self, import_id: str, **query: Unpack[inputs.OrganizationImportProblemsQuery]
    ) -> Page[models.ImportProblem]:
        """List what is wrong in the rows of a file, in the file's order.

        Needs the right `organization.import`.
        """
        call = Call(
            method="GET",
            path=address("/v1/organization-imports/{import_id}/problems", import_id=import_id),
            query=query,
        )
        return self._transport.send(call, Page[models.ImportProblem])

    def import_problems_all(
        self, import_id: str, **query: Unpack[inputs.OrganizationImportProblemsQuery]
    ) -> Iterator[models.ImportProblem]:
        """Every item of `import_problems`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/organization-imports/{import_id}/problems", import_id=import_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.ImportProblem],
            ),
        )

    def list(self, **query: Unpack[inputs.OrganizationListQuery]) -> Page[models.OrganizationSummary]:
        """List the organizations the reader may see, by filters, in the order asked for.

        Needs the right `organization.view`.
        """
        call = Call(method="GET", path="/v1/organizations", query=query)
        return self._transport.send(call, Page[models.OrganizationSummary])

    def list_all(self, **query: Unpack[inputs.OrganizationListQuery]) -> Iterator[models.OrganizationSummary]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/organizations", query={**query, "cursor": cursor}),
                Page[models.OrganizationSummary],
            ),
        )

    def list_imports(self, **query: Unpack[inputs.OrganizationListImportsQuery]) -> Page[models.OrganizationImport]:
        """List imports, newest first.

        Needs the right `organization.import`.
        """
        call = Call(method="GET", path="/v1/organization-imports", query=query)
        return self._transport.send(call, Page[models.OrganizationImport])

    def list_imports_all(
        self, **query: Unpack[inputs.OrganizationListImportsQuery]
    ) -> Iterator[models.OrganizationImport]:
        """Every item of `list_imports`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/organization-imports", query={**query, "cursor": cursor}),
                Page[models.OrganizationImport],
            ),
        )

    def list_mine(self) -> Page[models.Place]:
        """List the organizations one has a role at, in the business at hand, by name."""
        call = Call(method="GET", path="/v1/my/organizations")
        return self._transport.send(call, Page[models.Place])

    def map_import(
        self, import_id: str, *, version: int, **data: Unpack[inputs.MapColumns]
    ) -> models.OrganizationImport:
        """Say what each column is. Columns of terms, status or place in the tree ask for the rights to change those.

        Needs the right `organization.import`.

        Refused with: `forbidden`, `price_import_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/organization-imports/{import_id}/mapping", import_id=import_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.OrganizationImport)

    def move(
        self,
        organization_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.MoveOrganization],
    ) -> models.Organization:
        """Place an organization, with everything below it, under another one or at the top.

        Rights over what moved follow at once.

        Needs the right `organization.move`.

        Refused with: `invalid_input`, `tree_loop`, `tree_too_deep`.
        """
        call = Call(
            method="POST",
            path=address("/v1/organizations/{organization_id}/move", organization_id=organization_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Organization)

    def reactivate(
        self,
        organization_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.ChangeStatus],
    ) -> models.Organization:
        """Let a suspended organization trade again; its people get their roles back.

        Needs the right `organization.suspend`.
        """
        call = Call(
            method="POST",
            path=address("/v1/organizations/{organization_id}/reactivate", organization_id=organization_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Organization)

    def recompute_health(self, organization_id: str, *, idempotency_key: str | None = None) -> models.Health:
        """Compute the health of one partner now.

        Needs the right `organization.view_internal`.
        """
        call = Call(
            method="POST",
            path=address("/v1/organizations/{organization_id}/health/recompute", organization_id=organization_id),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Health)

    def require_trading(self, organization_id: str) -> models.Organization:
        """Go on only when new business may be started with the organization; what later domains ask before they begin
        any.

        Needs the right `organization.view`.

        Refused with: `not_found`, `organization_cannot_trade`.
        """
        call = Call(
            method="GET", path=address("/v1/organizations/{organization_id}/trading", organization_id=organization_id)
        )
        return self._transport.send(call, models.Organization)

    def run_import(
        self, import_id: str, *, version: int, idempotency_key: str | None = None
    ) -> models.OrganizationImport:
        """Import every row that is right; the others are listed. Doing it twice changes nothing more.

        Needs the right `organization.import`.

        Refused with: `price_import_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/organization-imports/{import_id}/run", import_id=import_id),
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.OrganizationImport)

    def suspend(
        self,
        organization_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.ChangeStatus],
    ) -> models.Organization:
        """Stop new business with an organization, and with `blocks_log_in` the roles its people hold there.

        What is under way and all history stay as they are.

        Needs the right `organization.suspend`.

        Refused with: `organization_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/organizations/{organization_id}/suspend", organization_id=organization_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Organization)
