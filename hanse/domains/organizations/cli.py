"""Organizations in files, from the command line: parse, call the api, follow the job, print."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import click

from hanse.domains.organizations import api
from hanse.domains.organizations.types import (
    ExportOrganizations,
    ExportStatus,
    ImportId,
    OrganizationExport,
    OrganizationImport,
    OrganizationStatus,
    OrganizationType,
)
from hanse.kit.structs import convert
from hanse.platform.cli.composition import composition
from hanse.platform.cli.following import follow
from hanse.platform.cli.output import Output, bytes_shown, output_option
from hanse.platform.cli.running import acting, origin_of_command, tenant_named, with_services
from hanse.platform.context import Ctx, open_context
from hanse.platform.files.links import FileLinks
from hanse.platform.imports import ImportProblem, ImportStatus, ListImportProblems, MapColumns, UploadImport
from hanse.platform.services import Services

Work = Callable[[], AbstractAsyncContextManager[Ctx]]
PROBLEMS_SHOWN = 20
PROBLEMS_MAXIMUM = 10_000
_tenant = click.option("--tenant", required=True, help="The business to work in (its handle).")
_as = click.option("--as", "email", help="Act as this member, with exactly their rights; the operator unless given.")


@click.command("organizations")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_tenant
@_as
@click.option("--dry-run", is_flag=True, help="Try every row without keeping anything.")
@click.option("--column", "columns", multiple=True, metavar="HEADING=FIELD", help="What a column is; may be repeated.")
@click.option("--decimals", type=click.Choice(["point", "comma"]), help="How numbers are written.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="How dates are written.")
@click.option("--resume", metavar="IMPORT", help="Go on with the import of this id (oim_...) instead of a new file.")
@output_option
@with_services
async def import_organizations(
    services: Services, out: Output, file: Path | None, tenant: str, email: str | None, **how: Any
) -> None:
    """Bring partners in from a CSV or Excel FILE.

    What the columns are is guessed from their headings; --column says it (HEADING= leaves one out). Rows that are
    wrong are left out and named, with status 1; importing the mended file again changes only what differs. An
    interrupted import loses nothing: --resume follows it.

    \b
      hanse import organizations partners.csv --tenant nord --as owner@nord.example --dry-run
      hanse import organizations partners.csv --tenant nord --column "Kundennr=number" --decimals comma
    """
    if (file is None) == (how["resume"] is None):
        raise click.UsageError("Name a FILE, or --resume with the id of an import.")
    async with _working(services, tenant, email) as work:
        if file is not None:
            item = await _upload(work, file, how)
        else:
            async with work() as ctx:
                item = await api.get_import(ctx, _import_id(how["resume"]))
        if not item.is_busy and item.status is not ImportStatus.DONE:
            async with work() as ctx:
                item = await (api.check_import if how["dry_run"] else api.run_import)(ctx, item.id)
        item = await _followed(services, out, work, item, tenant)
        async with work() as ctx:
            problems = [problem async for problem in _problems(ctx, item)]
    _show_import(out, item, problems)


async def _upload(work: Work, file: Path, how: dict[str, Any]) -> OrganizationImport:
    content = await asyncio.to_thread(file.read_bytes)
    async with work() as ctx:
        item = await api.upload_import(ctx, UploadImport(name=file.name[-200:], content=content or b" "))
        mapping = {**item.mapping, **_columns(how["columns"], item)}
        wanted = MapColumns(
            mapping={column: meaning for column, meaning in mapping.items() if meaning},
            decimal_style=how["decimals"] or item.decimal_style,
            date_order=how["dates"],
        )
        return await api.map_import(ctx, item.id, wanted)


def _columns(given: tuple[str, ...], item: OrganizationImport) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        heading, sign, meaning = text.rpartition("=")
        if not sign or heading not in item.columns:
            known = ", ".join(item.columns[:30])
            raise click.UsageError(f"--column {text!r}: write HEADING=FIELD with a heading of the file: {known}.")
        found[heading] = meaning.strip()
    return found


async def _followed(
    services: Services, out: Output, work: Work, item: OrganizationImport, tenant: str
) -> OrganizationImport:
    if not item.is_busy or item.job_id is None:
        return item
    what = "Checking" if item.status is ImportStatus.CHECKING else "Importing"
    try:
        await follow(services, composition(), out, await tenant_named(services, tenant), item.job_id, what)
    except asyncio.CancelledError:
        out.warn(f"It goes on with the next worker; --resume {item.id} follows it.")
        raise
    async with work() as ctx:
        return await api.get_import(ctx, item.id)


async def _problems(ctx: Ctx, item: OrganizationImport) -> AsyncIterator[ImportProblem]:
    cursor: str | None = None
    count = 0
    while item.error_count and count < PROBLEMS_MAXIMUM:
        page = await api.list_import_problems(ctx, item.id, ListImportProblems(limit=200, cursor=cursor))
        for problem in page.items:
            yield problem
        count, cursor = count + len(page.items), page.next
        if cursor is None:
            return


def _show_import(out: Output, item: OrganizationImport, problems: list[ImportProblem]) -> None:
    if item.status is ImportStatus.FAILED:
        out.show({"import": item, "problems": problems}, f"The file could not be read to the end: {item.problem}")
        raise click.exceptions.Exit(1)
    is_check = item.status is ImportStatus.CHECKED
    created, changed = ("would be created", "would change") if is_check else ("created", "changed")
    counted = f"{item.row_count} rows: {item.created_count} {created}, {item.updated_count} {changed}"
    lines = [f"{counted}, {item.unchanged_count} unchanged, {item.error_count} with problems. ({item.id})"]
    for problem in problems[:PROBLEMS_SHOWN]:
        where = f"row {problem.row_number}" + (f", {problem.column_name}" if problem.column_name else "")
        what = f" {problem.value!r}" if problem.value else ""
        lines.append(f"  {where}{what}: {problem.message}")
    if len(problems) > PROBLEMS_SHOWN:
        lines.append(f"  and {len(problems) - PROBLEMS_SHOWN} more; --json tells all.")
    out.show({"import": item, "problems": problems}, *lines)
    if problems:
        raise click.exceptions.Exit(1)


@click.command("organizations")
@_tenant
@_as
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True)
@click.option("--file", "target", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it.")
@click.option("--status", multiple=True, type=click.Choice([item.value for item in OrganizationStatus]))
@click.option("--type", "types", multiple=True, type=click.Choice([item.value for item in OrganizationType]))
@click.option("--tag", "tags", multiple=True, help="Only those with this tag.")
@click.option("--search", help="Only those whose name, number or address holds this text.")
@output_option
@with_services
async def export_organizations(services: Services, out: Output, tenant: str, email: str | None, **how: Any) -> None:
    """Take partners out as a file that can be brought in again, by number.

    Without --file it is written to the present folder, under a name with the date. The export is recorded in the audit
    trail.
    """
    wanted = {
        "format": how["kind"],
        "q": how["search"],
        "status": list(how["status"]),
        "type": list(how["types"]),
        "tag": list(how["tags"]),
    }
    async with _working(services, tenant, email) as work:
        async with work() as ctx:
            item = await api.export_organizations(ctx, convert(wanted, ExportOrganizations))
        if item.status is ExportStatus.RUNNING:
            business = await tenant_named(services, tenant)
            await follow(services, composition(), out, business, item.id.uuid, "Writing the file")
            async with work() as ctx:
                item = await api.get_export(ctx, item.id)
    if item.link is None:
        raise click.ClickException(item.problem or "The file could not be made.")
    target = how["target"] or Path(item.name)
    await _fetch(services, item, target)
    out.show(
        {"export": item, "file": str(target)},
        f"Wrote {item.rows} organizations to {target}, {bytes_shown(item.size or 0)}.",
    )


async def _fetch(services: Services, item: OrganizationExport, target: Path) -> None:
    """Copy the stored file; it appears under its name when it is whole."""
    assert item.link is not None
    link = FileLinks(services.crypto).read(item.link.rpartition("/")[2])
    opened = await services.files.open(link.tenant_id, link.key)
    part = target.with_name(target.name + ".part")
    with part.open("wb") as file:
        async for piece in opened.chunks:
            file.write(piece)
    part.replace(target)


@asynccontextmanager
async def _working(services: Services, handle: str, email: str | None) -> AsyncIterator[Work]:
    """What opens a transaction as the member (or operator) the command acts as."""
    business = await tenant_named(services, handle)
    async with acting(services, business, email) as identity:

        def work() -> AbstractAsyncContextManager[Ctx]:
            return open_context(
                services, tenant=identity.tenant, principal=identity.principal, origin=origin_of_command()
            )

        yield work


def _import_id(text: str) -> ImportId:
    try:
        return ImportId.parse(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is not the id of an import, such as oim_...") from None
