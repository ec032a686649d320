"""Owns `hanse audit`: proving the trail, and taking it out.

Must not be here: how the trail is written, sealed or checked (`platform/audit`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import click

from hanse.kit.pagination import encode_cursor
from hanse.kit.structs import Data, convert, to_json
from hanse.platform.audit import (
    INSTALLATION,
    ActionNote,
    AuditEntry,
    AuditQuery,
    ChainReport,
    Checkpoint,
    VaultSigner,
    trusted,
    verify_chain,
)
from hanse.platform.authz import TenantRef
from hanse.platform.cli.composition import composition
from hanse.platform.cli.lazy import Entry, LazyGroup
from hanse.platform.cli.output import Output, output_option
from hanse.platform.cli.progress import progress
from hanse.platform.cli.running import operator, origin_of_command, tenant_named, with_services
from hanse.platform.cli.tenancy import every_tenant_ref
from hanse.platform.context import open_context
from hanse.platform.services import Services


class Verified(Data, frozen=True, kw_only=True):
    """The outcome for one business."""

    tenant: str
    is_sound: bool
    report: ChainReport


@click.group(
    cls=LazyGroup,
    entries=(
        Entry("verify", f"{__name__}:verify", "Prove that nothing in the audit trail was changed or removed."),
        Entry("public-key", f"{__name__}:public_key", "Show what the signed checkpoints are checked with."),
        Entry("export", f"{__name__}:export", "Write a business's audit trail as JSON lines."),
    ),
)
def audit() -> None:
    """Prove and take out the audit trail."""


@click.command()
@click.option("--tenant", help="Only this business (its handle).")
@click.option(
    "--checkpoints",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of checkpoints kept outside; the one in the data folder unless given.",
)
@output_option
@with_services
async def verify(services: Services, out: Output, tenant: str | None, checkpoints: Path | None) -> None:
    """Prove that nothing in the audit trail was changed or removed.

    Every hash is computed again and held against the signed checkpoints. Ends with status 1 when something does not
    fit. A cut tail shows only against checkpoints that were kept elsewhere: copy that folder away regularly.
    """
    folder = checkpoints or services.settings.data_dir / "checkpoints"
    installation = TenantRef(id=INSTALLATION, handle="-", name="The installation itself")
    named = [await tenant_named(services, tenant)] if tenant else None
    refs = named or [installation, *await every_tenant_ref(composition(), services)]
    found: list[Verified] = []
    with progress("Checking audit trails", len(refs)) as advance:
        for ref in refs:
            signer = VaultSigner(services.crypto, trusted(folder, ref.id))
            report = await verify_chain(services.database, ref.id, _kept(folder, ref.id), signer)
            found.append(Verified(tenant=ref.handle, is_sound=report.is_sound, report=report))
            advance(1)
    lines = [
        f"{'sound' if one.is_sound else 'BROKEN':7} {one.tenant}: {one.report.entries} entries, "
        f"{one.report.checkpoints} checkpoints, {one.report.pending} not chained yet"
        for one in found
    ]
    lines += [line for one in found for line in _findings(one)]
    out.show({"items": found}, *lines)
    if not all(one.is_sound for one in found):
        raise click.exceptions.Exit(1)


@click.command("public-key")
@output_option
@with_services
async def public_key(services: Services, out: Output) -> None:
    """Show what the signed checkpoints are checked with.

    The key is Ed25519 and not secret: with it an auditor proves that this installation signed a checkpoint.
    """
    found = VaultSigner(services.crypto).public_key()
    out.show({"algorithm": "Ed25519", "public_key": found}, found)


@click.command()
@click.argument("tenant")
@click.option("--since", type=click.DateTime(), help="From this instant on (UTC).")
@click.option("--until", type=click.DateTime(), help="Before this instant (UTC).")
@click.option(
    "--file", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write here, not to the screen."
)
@click.option("--resume", is_flag=True, help="Go on after the last entry of a file an earlier run left unfinished.")
@output_option
@with_services
async def export(
    services: Services, out: Output, tenant: str, target: Path | None, resume: bool, **instants: datetime | None
) -> None:
    """Write the audit trail of the business TENANT (a handle) as JSON lines, newest first.

    The export itself becomes an entry of the trail. A file is written as FILE.part and renamed when it is whole;
    --resume goes on with such a part.
    """
    ref = await tenant_named(services, tenant)
    if resume and target is None:
        raise click.UsageError("--resume needs --file.")
    part = target.with_name(target.name + ".part") if target else None
    last, written = _tail(part) if part and resume else (None, 0)
    query = AuditQuery(since=_utc(instants["since"]), until=_utc(instants["until"]), limit=200)
    note = ActionNote("audit.export", subject_kind="tenant", subject_id=ref.id, label=ref.name)
    await services.audit.write_alone(services, note, tenant=ref, principal=operator(), origin=origin_of_command())
    stream: IO[bytes] = part.open("ab" if resume else "wb") if part else sys.stdout.buffer
    with progress("Exporting entries", 0) as advance:
        async for entry in _entries(services, ref, query, last):
            stream.write(to_json(entry) + b"\n")
            written += 1
            advance(1)
    stream.flush()
    if part and target:
        stream.close()
        part.replace(target)
        out.show({"file": str(target), "entries": written}, f"Wrote {written} entries to {target}.")


async def _entries(
    services: Services, tenant: TenantRef, query: AuditQuery, last: UUID | None
) -> AsyncIterator[AuditEntry]:
    """Page by page, each in a transaction of its own; from behind the entry `last` when one is given."""
    cursor = encode_cursor(last) if last else None
    while True:
        paged = convert({**_given(query), "cursor": cursor}, AuditQuery, strict=False)
        async with open_context(services, tenant=tenant, principal=operator(), origin=origin_of_command()) as ctx:
            page = await services.audit.all_entries(ctx, paged)
        for entry in page.items:
            yield entry
        cursor = page.next
        if cursor is None:
            return


def _findings(one: Verified) -> list[str]:
    """The first broken row and where it is, then what else does not fit."""
    lines = []
    for number, item in enumerate(sorted(one.report.findings, key=lambda item: item.sequence or sys.maxsize)):
        place = [f"link {item.sequence}"] if item.sequence else []
        place += [f"entry {item.entry_id}"] if item.entry_id else []
        first = "first broken row: " if number == 0 and place else ""
        lines.append(f"  {one.tenant}: {first}{', '.join(place)}{': ' if place else ''}{item.message}")
    return lines


def _given(query: AuditQuery) -> dict[str, Any]:
    return {"since": query.since, "until": query.until, "limit": query.limit}


def _tail(part: Path) -> tuple[UUID | None, int]:
    """The last whole line of an unfinished file, and how many it holds; half a line is cut off."""
    if not part.exists():
        return None, 0
    content = part.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        part.write_bytes(whole)
    lines = whole.splitlines()
    return (UUID(json.loads(lines[-1])["id"]) if lines else None), len(lines)


def _utc(instant: datetime | None) -> datetime | None:
    return instant.replace(tzinfo=UTC) if instant else None


def _kept(folder: Path, tenant_id: UUID) -> list[Checkpoint]:
    """The checkpoints of a business that were written outside the database."""
    path = folder / f"{tenant_id}.jsonl"
    if not path.exists():
        return []
    return [convert(json.loads(line), Checkpoint, strict=False) for line in path.read_bytes().splitlines() if line]
