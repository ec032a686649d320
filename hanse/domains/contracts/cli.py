"""Contracts from the command line: parse, call the api, print. A right that is missing is refused as everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import click

from hanse.domains.contracts import api
from hanse.domains.contracts.types import (
    Contract,
    ContractFilter,
    ContractId,
    ContractStatus,
    ContractText,
    ContractVersion,
    ListContractVersions,
    RenewalMode,
)
from hanse.domains.contracts.types.papers import ImportContract
from hanse.domains.contracts.types.tables import EXPORTED, cells_of
from hanse.domains.documents.api import check_document
from hanse.domains.documents.types import CheckDocument, Verdict
from hanse.domains.organizations.api import list_organizations
from hanse.domains.organizations.types import OrganizationFilter, OrganizationId
from hanse.kit.structs import convert
from hanse.kit.tables import write_csv
from hanse.platform.cli.output import Output, output_option
from hanse.platform.cli.running import acting, origin_of_command, tenant_named, with_services
from hanse.platform.context import Ctx, open_context
from hanse.platform.services import Services

COLUMNS = {
    "number": "Contract",
    "title": "Title",
    "organization_name": "Partner",
    "status": "State",
    "ends_on": "Last day",
    "notice_on": "Notice until",
}
_tenant = click.option("--tenant", required=True, help="The business to work in (its handle).")
_as = click.option("--as", "email", help="Act as this member, with exactly their rights; the operator unless given.")
_status = click.option("--status", multiple=True, type=click.Choice([item.value for item in ContractStatus]))
_search = click.option("--search", help="Only those whose number, title or partner holds this text.")
_day = click.DateTime(["%Y-%m-%d"])


@click.group()
def contracts() -> None:
    """Contracts: list and show them, take them out and bring them in, check a sealed PDF.

    Steps of a contract (send, submit, activate, terminate, ...) are taken with `hanse call`, for example
    `hanse call contract.activate ctr_... --if-match 7 --tenant nord --as owner@nord.example`.
    """


@contracts.command("list")
@_tenant
@_as
@_status
@_search
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True)
@output_option
@with_services
async def list_them(services: Services, out: Output, tenant: str, email: str | None, **how: Any) -> None:
    """List contracts, the last changed first."""
    wanted = {"status": list(how["status"]), "q": how["search"], "limit": how["limit"]}
    async with _working(services, tenant, email) as ctx:
        page = await api.list_contracts(ctx, convert(wanted, ContractFilter))
    out.table(page.items, COLUMNS, "No contract fits.")
    if page.next is not None:
        out.warn("There are more; narrow the search, or take all of them with `hanse contracts export`.")


@contracts.command()
@click.argument("contract")
@_tenant
@_as
@click.option("--text", "with_text", is_flag=True, help="With the clauses of the version on its way, or in force.")
@output_option
@with_services
async def show(services: Services, out: Output, contract: str, tenant: str, email: str | None, with_text: bool) -> None:
    """Show one CONTRACT, by its number or id: how it stands, what may be done, its versions."""
    async with _working(services, tenant, email) as ctx:
        found = await _named(ctx, contract)
        versions = (await api.list_versions(ctx, found.id, ListContractVersions(limit=50))).items
        version_id = found.working_version_id or found.active_version_id
        text = await api.get_text(ctx, version_id) if with_text and version_id else None
    value = {"contract": found, "versions": versions, **({"text": text} if with_text else {})}
    out.show(value, *_lines(found, versions, text))


def _lines(found: Contract, versions: list[ContractVersion], text: ContractText | None) -> list[str]:
    facts = [
        ("Partner", found.organization_name),
        ("State", found.status.value),
        ("Whose turn", found.turn.value if found.turn else None),
        ("Value", f"{found.value.amount} {found.value.currency}" if found.value else None),
        ("Last day", found.ends_on),
        ("Notice until", found.notice_on),
        ("Looked after by", found.owner_name),
        ("Next", ", ".join(found.next_actions) or None),
        ("Changes name", f"version {found.version} (--if-match {found.version})"),
    ]
    lines = [f"{found.number}  {found.title}  ({found.id})"]
    lines += [f"  {label + ':':<17}{value}" for label, value in facts if value is not None]
    for one in versions:
        until = one.ends_on or "open-ended"
        term = f"{one.starts_on} to {until}" if one.starts_on else "no dates yet"
        lines.append(f"  Version {one.number}: {one.kind.value}, {one.status.value}, {term}  ({one.id})")
    for clause in text.content.clauses if text else ():
        lines += ["", f"{clause.position}. {clause.heading}", clause.text]
    return lines


@contracts.command("export")
@_tenant
@_as
@_status
@_search
@click.option("--file", "target", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it.")
@output_option
@with_services
async def export_them(services: Services, out: Output, tenant: str, email: str | None, **how: Any) -> None:
    """Take the list of contracts out as CSV, ten thousand at most. The export is recorded in the audit trail."""
    async with _working(services, tenant, email) as ctx:
        page = await api.export_contracts(
            ctx, convert({"status": list(how["status"]), "q": how["search"]}, ContractFilter)
        )
        target = how["target"] or Path(f"contracts-{tenant}-{ctx.now:%Y-%m-%d}.csv")
    content = b"".join(write_csv(EXPORTED, [cells_of(one) for one in page.items]))
    await asyncio.to_thread(target.write_bytes, content)
    out.show({"rows": len(page.items), "file": str(target)}, f"Wrote {len(page.items)} contracts to {target}.")
    if page.next is not None:
        out.warn("There are more; narrow --status or --search to take the others.")


@contracts.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_tenant
@_as
@click.option("--organization", required=True, help="The partner: number, name, or id (org_...).")
@click.option("--title", required=True, help="What it is about.")
@click.option("--signed-on", required=True, type=_day, help="Day of the last signature.")
@click.option("--signed-by-us", required=True, help="Who signed for the business.")
@click.option("--signed-by-partner", required=True, help="Who signed for the partner.")
@click.option("--starts-on", required=True, type=_day, help="First day.")
@click.option("--ends-on", type=_day, help="Last day; open-ended unless given.")
@click.option("--value", help="Total value over the whole term, such as 120000.00.")
@click.option("--currency", help="Three letters; the partner's own unless given.")
@click.option("--payment-terms", default="")
@click.option("--renewal", type=click.Choice([item.value for item in RenewalMode]), default="none", show_default=True)
@click.option("--renewal-months", type=click.IntRange(1, 600))
@click.option("--notice-days", type=click.IntRange(0, 3650), default=0)
@output_option
@with_services
async def bring_in(services: Services, out: Output, file: Path, tenant: str, email: str | None, **how: Any) -> None:
    """Bring in a contract that both sides signed elsewhere: its FILE (PDF or DOCX, at most 50 MB) and its key terms.

    It needs no approval here, because it binds already; check its prices, then put it into force.
    """
    content = await asyncio.to_thread(file.read_bytes)
    async with _working(services, tenant, email) as ctx:
        made = await api.import_contract(ctx, await _wanted(ctx, file.name, content, how))
    out.show(made, f"{made.number} is here, {made.status.value} ({made.id}).")


async def _wanted(ctx: Ctx, name: str, content: bytes, how: dict[str, Any]) -> ImportContract:
    values: dict[str, Any] = {
        "organization_id": str(await _partner(ctx, how["organization"])),
        "title": how["title"],
        "name": name[-200:],
        "content": content,
        "signed_on": how["signed_on"].date(),
        "signed_by_seller": how["signed_by_us"],
        "signed_by_buyer": how["signed_by_partner"],
        "starts_on": how["starts_on"].date(),
        "ends_on": how["ends_on"].date() if how["ends_on"] else None,
        "currency": how["currency"],
        "payment_terms": how["payment_terms"],
        "renewal_mode": how["renewal"],
        "renewal_months": how["renewal_months"],
        "notice_days": how["notice_days"],
    }
    if how["value"]:
        values["value"] = {"amount": how["value"], "currency": how["currency"] or ctx.tenant.currency}
    return convert(values, ImportContract)


@contracts.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_tenant
@output_option
@with_services
async def verify(services: Services, out: Output, file: Path, tenant: str) -> None:
    """Tell whether a PDF FILE is one that the business sealed, and unchanged; status 1 when it is not."""
    content = await asyncio.to_thread(file.read_bytes)
    async with _working(services, tenant, None) as ctx:
        found = await check_document(ctx, convert({"content": content}, CheckDocument))
    lines = [found.sentence]
    if found.title:
        lines += [f"  Document:   {found.title}", f"  Sealed by:  {found.sealed_by}, {found.sealed_at}"]
        stamp = f"{found.stamped_at}, {found.stamped_by}" if found.stamped_at else "none"
        lines.append(f"  Time-stamp: {stamp}")
    out.show(found, *lines, f"  SHA-256:    {found.sha256}")
    if found.verdict is not Verdict.UNCHANGED:
        raise click.exceptions.Exit(1)


async def _named(ctx: Ctx, text: str) -> Contract:
    """The contract of a number or id. Raises a usage error."""
    try:
        return await api.get_contract(ctx, ContractId.parse(text))
    except ValueError:
        page = await api.list_contracts(ctx, ContractFilter(q=text[:100], limit=200))
    found = next((one for one in page.items if one.number.lower() == text.lower()), None)
    if found is None:
        raise click.UsageError(f"There is no contract {text!r}; `hanse contracts list` shows them.")
    return await api.get_contract(ctx, found.id)


async def _partner(ctx: Ctx, text: str) -> OrganizationId:
    """The organization of a number, name or id. Raises a usage error."""
    try:
        return OrganizationId.parse(text)
    except ValueError:
        page = await list_organizations(ctx, OrganizationFilter(q=text[:100], limit=200))
    found = [one for one in page.items if text.lower() in (one.number.lower(), one.name.lower())]
    if len(found) != 1:
        many = (
            f"{len(found)} partners are called {text!r}; give the number" if found else f"There is no partner {text!r}"
        )
        raise click.UsageError(f"{many}.")
    return found[0].id


@asynccontextmanager
async def _working(services: Services, handle: str, email: str | None) -> AsyncIterator[Ctx]:
    """A transaction as the member (or operator) the command acts as."""
    business = await tenant_named(services, handle)
    async with (
        acting(services, business, email) as identity,
        open_context(services, tenant=identity.tenant, principal=identity.principal, origin=origin_of_command()) as ctx,
    ):
        yield ctx
