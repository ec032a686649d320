"""Owns `hanse tenants export` and `hanse tenants import`: one business out as a file, and into another installation.

Must not be here: how (`platform/backup/tenants`).
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from hanse.platform.audit import ActionNote, VaultSigner, trust
from hanse.platform.authz import TenantRef
from hanse.platform.backup import export_tenant, import_tenant, read_manifest
from hanse.platform.cli.output import Output, bytes_shown, output_option
from hanse.platform.cli.progress import progress
from hanse.platform.cli.running import operator, origin_of_command, tenant_named, with_services
from hanse.platform.services import Services
from hanse.platform.settings import variable_of


@click.command("export")
@click.argument("handle")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@output_option
@with_services
async def export_command(services: Services, out: Output, handle: str, file: Path) -> None:
    """Write the business HANDLE into one FILE: every row, every stored file and the audit trail, as of one instant.

    Left behind is what belongs to the installation: passwords, sessions, second factors, and jobs that wait. Whoever
    has the file can read the business; it is written readable for you alone. The export becomes an entry of the trail.
    """
    _require_owner(services)
    ref = await tenant_named(services, handle)
    note = ActionNote("tenant.export", subject_kind="tenant", subject_id=ref.id, label=ref.name)
    await services.audit.write_alone(services, note, tenant=ref, principal=operator(), origin=origin_of_command())
    signer = VaultSigner(services.crypto)
    made = await export_tenant(services.settings, services.files, signer, ref.id, file, progress)
    size = os.stat(file).st_size
    out.show(
        {"file": str(file), "size": size, "rows": made.rows, "files": len(made.files), "people": len(made.accounts)},
        f"Wrote {file}, {bytes_shown(size)}: {made.rows} rows, {len(made.files)} files, {len(made.accounts)} people.",
    )
    for row in made.missing:
        out.warn(f"Missing in the store, so not in the file: {row.key}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@output_option
@with_services
async def import_command(services: Services, out: Output, file: Path) -> None:
    """Bring a business in from a FILE of `hanse tenants export`, with all its ids, or not at all.

    Both installations must have the same schema. Every table and file is compared with what the file says. People whose
    e-mail address has an account here keep that account; all others set a password with "forgot password". API keys and
    company log-ins have to be set up anew.
    """
    _require_owner(services)
    manifest = read_manifest(file)
    done = await import_tenant(services.settings, services.files, file, progress)
    trust(services.settings.data_dir / "checkpoints", done.tenant_id, manifest.checkpoint_key)
    ref = TenantRef(id=done.tenant_id, handle=done.handle, name=done.handle)
    note = ActionNote("tenant.import", subject_kind="tenant", subject_id=ref.id, label=done.handle)
    await services.audit.write_alone(services, note, tenant=ref, principal=operator(), origin=origin_of_command())
    out.show(
        done,
        f"Brought in {done.handle} ({done.tenant_id}): {done.rows} rows and {done.files} files, all compared; "
        f"{done.people} people, {done.known_people} of them known here.",
    )
    if not done.reads_secrets:
        out.warn(
            "Encrypted fields stay unreadable: the other installation's key is not among HANSE_SECRET_KEYS_PREVIOUS."
        )
    for problem in done.chain_problems:
        out.warn(f"It was so before already: {problem}.")


def _require_owner(services: Services) -> None:
    if not services.settings.database_owner_url:
        raise click.UsageError(f"Set {variable_of('database_owner_url')}: only the owner may write every table.")
