"""Reads of what belongs to one organization: addresses, contacts, tax numbers. Who sees the organization sees them."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

import msgspec

from hanse.domains.organizations.queries.organizations import load_organization
from hanse.domains.organizations.types import (
    Address,
    AddressId,
    Contact,
    ContactId,
    ListParts,
    OrganizationId,
    TaxId,
    TaxIdId,
)
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.platform.commands import query
from hanse.platform.context import Ctx

T = TypeVar("T")

_PAGE = " AND (%(after)s::uuid IS NULL OR id > %(after)s) ORDER BY id LIMIT %(limit)s"
SELECT_ADDRESSES = """
SELECT id, organization_id, label, recipient, line1, line2, postal_code, city, region, country, phone,
    is_billing_default, is_shipping_default, version
FROM organization_addresses WHERE organization_id = %(organization)s
"""
SELECT_CONTACTS = """
SELECT id, organization_id, name, role, email, phone, is_primary, notes, version
FROM organization_contacts WHERE organization_id = %(organization)s
"""
SELECT_TAX_IDS = """
SELECT id, organization_id, kind, country, number, status, checked_at, checked_by, answer
FROM organization_tax_ids WHERE organization_id = %(organization)s
"""
TAX_ID_BY_ID = SELECT_TAX_IDS.replace("organization_id = %(organization)s", "id = %(id)s")
LIST_ADDRESSES = SELECT_ADDRESSES + _PAGE
LIST_CONTACTS = SELECT_CONTACTS + _PAGE
LIST_TAX_IDS = SELECT_TAX_IDS + _PAGE
GET_ADDRESS = SELECT_ADDRESSES + " AND id = %(id)s"
GET_CONTACT = SELECT_CONTACTS + " AND id = %(id)s"
GET_TAX_ID = SELECT_TAX_IDS + " AND id = %(id)s"


@query("organization.addresses", permission="organization.view")
async def list_addresses(ctx: Ctx, organization_id: OrganizationId, query: ListParts) -> Page[Address]:
    """List the addresses of an organization, oldest first."""
    await load_organization(ctx, organization_id, "organization.view")
    return await _list(ctx, LIST_ADDRESSES, Address, organization_id, query)


@query("organization.address", permission="organization.view")
async def get_address(ctx: Ctx, organization_id: OrganizationId, address_id: AddressId) -> Address:
    """Read one address. Raises NotFound."""
    await load_organization(ctx, organization_id, "organization.view")
    return await load_address(ctx, organization_id, address_id)


@query("organization.contacts", permission="organization.view")
async def list_contacts(ctx: Ctx, organization_id: OrganizationId, query: ListParts) -> Page[Contact]:
    """List the contacts of an organization, oldest first; notes on them are for staff."""
    organization = await load_organization(ctx, organization_id, "organization.view")
    page = await _list(ctx, LIST_CONTACTS, Contact, organization_id, query)
    staff = "organization.view_internal" in organization.allowed_actions
    return Page([shown_contact(contact, staff=staff) for contact in page.items], page.next)


@query("organization.contact", permission="organization.view")
async def get_contact(ctx: Ctx, organization_id: OrganizationId, contact_id: ContactId) -> Contact:
    """Read one contact. Raises NotFound."""
    organization = await load_organization(ctx, organization_id, "organization.view")
    contact = await load_contact(ctx, organization_id, contact_id)
    return shown_contact(contact, staff="organization.view_internal" in organization.allowed_actions)


@query("organization.tax_ids", permission="organization.view")
async def list_tax_ids(ctx: Ctx, organization_id: OrganizationId, query: ListParts) -> Page[TaxId]:
    """List the tax numbers of an organization with the proof of their latest check."""
    await load_organization(ctx, organization_id, "organization.view")
    return await _list(ctx, LIST_TAX_IDS, TaxId, organization_id, query)


async def load_address(ctx: Ctx, organization_id: OrganizationId, address_id: AddressId) -> Address:
    """One address of an organization the caller has asked about. Raises NotFound."""
    return await ctx.db.one(GET_ADDRESS, {"organization": organization_id, "id": address_id}, into=Address)


async def load_contact(ctx: Ctx, organization_id: OrganizationId, contact_id: ContactId) -> Contact:
    """One contact of an organization the caller has asked about. Raises NotFound."""
    return await ctx.db.one(GET_CONTACT, {"organization": organization_id, "id": contact_id}, into=Contact)


async def load_tax_id(ctx: Ctx, organization_id: OrganizationId, tax_id_id: TaxIdId) -> TaxId:
    """One tax number of an organization the caller has asked about. Raises NotFound."""
    return await ctx.db.one(GET_TAX_ID, {"organization": organization_id, "id": tax_id_id}, into=TaxId)


def shown_contact(contact: Contact, *, staff: bool) -> Contact:
    """The contact without what only staff may read."""
    return contact if staff else msgspec.structs.replace(contact, notes="")


async def _list(ctx: Ctx, sql: Any, kind: type[T], organization_id: OrganizationId, query: ListParts) -> Page[T]:
    after = decode_cursor(query.cursor, UUID)
    parameters = {"organization": organization_id, "after": after and after[0], "limit": query.limit + 1}
    rows = await ctx.db.all(sql, parameters, into=kind)
    return page_of(rows, query.limit, lambda item: encode_cursor(item.id.uuid))
