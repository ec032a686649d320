"""Owns the commands that take an installation out and bring it back.

Must not be here: how (`platform/backup`).
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from hanse.kit.clock import SystemClock
from hanse.kit.structs import to_json
from hanse.platform.backup import (
    Made,
    Restored,
    RestoreOptions,
    Source,
    make_backup,
    open_archive,
    rehearse_restore,
    restore_backup,
)
from hanse.platform.cli.composition import composition
from hanse.platform.cli.output import Output, bytes_shown, output_option
from hanse.platform.cli.progress import progress
from hanse.platform.cli.running import settings_of_command
from hanse.platform.db.copies import drop_replaced, replaced_size
from hanse.platform.db.provision import database_name, with_login
from hanse.platform.files import FileStore, open_file_store
from hanse.platform.settings import Settings
from hanse.platform.supervisor import database, embedded_postgres, find_binaries

LAST_BACKUP = "last_backup.json"
_ADMIN_HELP = "Address of a superuser; needed with DATABASE_URL, the embedded server has its own."
_admin_option = click.option("--admin-url", envvar="DATABASE_ADMIN_URL", show_envvar=True, help=_ADMIN_HELP)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-keys", is_flag=True, help="Put the secret key in, too. Whoever has the file can then read all.")
@_admin_option
@output_option
def backup(file: Path, with_keys: bool, admin_url: str | None, out: Output) -> None:
    """Write everything into one FILE while Hanse goes on working.

    Holds the database of one instant, the stored files, and counts and hashes of all of it, with which a restore is
    proved. The secret key is left out unless --with-keys: without it nobody who finds the file can read second factors
    and other encrypted fields, but neither can a restore; keep the key (secrets/secret_key in the data folder, or
    HANSE_SECRET_KEY) in another safe place. FILE appears when it is whole; an interrupted backup leaves nothing.
    """
    with _source(admin_url, alone=False) as source:
        made: Made = asyncio.run(make_backup(source, file.absolute(), progress, with_keys=with_keys))
        _note(source.settings, made)
    manifest = made.manifest
    out.show(
        {"file": made.file, "size": made.size, **_summary(made)},
        f"Wrote {made.file}, {bytes_shown(made.size)}: {manifest.tenants} businesses, {manifest.rows} rows, "
        f"{manifest.files} files.",
    )
    for row in manifest.missing:
        out.warn(f"Missing in the store, so not in the backup: {row.key}")
    for row in manifest.damaged:
        out.warn(f"Damaged in the store, in the backup as it is: {row.key}")
    if not with_keys:
        out.warn("The secret key is not in it: keep that elsewhere, or use --with-keys and guard the file.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Take the place of data that is there; it is kept aside.")
@_admin_option
@output_option
def restore(file: Path, replace: bool, admin_url: str | None, out: Output) -> None:
    """Bring an installation back from a backup FILE. Stop Hanse first.

    The backup is restored beside the present database, and every table of every business, every audit trail and every
    file is compared with what the backup saw; only then does it take its place. So that yesterday's backup sends
    nothing twice, waiting jobs are parked (`hanse jobs dead`), and everybody must log in again. An interrupted restore
    changes nothing and is gone on with by running it again.
    """
    clock = SystemClock()
    statements = tuple(
        statement for domain in composition().build_registry().domains for statement in domain.after_restore
    )
    options = RestoreOptions(now=clock.now(), replace=replace, after_restore=statements)
    with open_archive(file) as archive, _source(admin_url, alone=True) as source:
        done: Restored = asyncio.run(restore_backup(source, archive, progress, options))
    proof = done.proof
    counted = f"{proof.tenants} businesses, {proof.rows} rows in {proof.tables} tables"
    lines = [
        f"Restored the backup of {done.made_at:%Y-%m-%d %H:%M} UTC: {counted},",
        f"{proof.chains} audit trails and {proof.files} files, all compared and as they were.",
        f"Parked {done.parked.jobs} jobs that waited (see `hanse jobs dead`); everybody must log in again.",
        done.keys,
        "API keys that were revoked after the backup work again: revoke them once more.",
    ]
    if done.replaced:
        lines.append(f"What was there before is kept as {done.replaced}; `hanse db forget-replaced` drops it.")
    if done.pending:
        lines.append(f"{len(done.pending)} migrations follow: run `hanse db upgrade`.")
    if done.missing_files:
        lines.append(f"{done.missing_files} files were missing already when the backup was made.")
    out.show(done, *lines)


@click.command()
@click.option(
    "--file", type=click.Path(path_type=Path, dir_okay=False), help="Rehearse with this backup, not with a new one."
)
@_admin_option
@output_option
def drill(file: Path | None, admin_url: str | None, out: Output) -> None:
    """Prove that a backup can be restored, while Hanse goes on working.

    Makes a backup (or takes FILE), restores it beside the present database, compares every table of every business,
    every audit trail and every stored file with what the backup saw, and drops all of it again. Needs as much room as
    a second database. Ends with status 1 when anything differs.
    """
    with _source(admin_url, alone=False) as source, tempfile.TemporaryDirectory(prefix="hanse-drill-") as folder:
        if file is None:
            file = Path(folder) / "backup.zip"
            asyncio.run(make_backup(source, file, progress, with_keys=False))
        with open_archive(file) as archive:
            proof = asyncio.run(rehearse_restore(source, archive, progress))
    out.show(
        proof,
        f"Restored and compared {proof.tenants} businesses, {proof.rows} rows in {proof.tables} tables, "
        f"{proof.chains} audit trails and {proof.files} files: all are as the backup saw them.",
    )


@click.command("verify-backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@output_option
def verify_backup(file: Path, out: Output) -> None:
    """Say whether a backup FILE is whole, without restoring it. Needs no installation."""
    with open_archive(file) as archive:
        manifest = archive.manifest
        with progress("Checking", manifest.files + 2) as advance:
            for part in (manifest.dump, manifest.index):
                archive.check_part(part)
                advance(1)
            for row in archive.files():
                archive.check_file(row)
                advance(1)
    keys = "with" if manifest.has_keys else "without"
    out.show(
        _summary(Made(file=str(file), size=file.stat().st_size, manifest=manifest)),
        f"{file} is whole: made {manifest.made_at:%Y-%m-%d %H:%M} UTC by Hanse {manifest.version}, "
        f"{manifest.tenants} businesses, {manifest.rows} rows, {manifest.files} files, {keys} keys.",
    )


@click.command("forget-replaced")
@_admin_option
@output_option
def forget_replaced(admin_url: str | None, out: Output) -> None:
    """Drop the database the last restore replaced."""
    with _source(admin_url, alone=False) as source:
        size = replaced_size(source.admin_url)
        drop_replaced(source.admin_url)
    out.show({"freed_bytes": size or 0}, f"Freed {bytes_shown(size)}." if size else "There is nothing to drop.")


@contextmanager
def _source(admin_url: str | None, *, alone: bool) -> Iterator[Source]:
    """The installation with its administrator; `alone` refuses while Hanse runs on the embedded database."""
    settings = settings_of_command()
    if not settings.embedded_database and not admin_url:
        raise click.UsageError("With DATABASE_URL this needs --admin-url: only a superuser sees every row.")
    with database(settings, lambda line: click.echo(line, err=True), alone=alone) as addressed:
        store = open_file_store(addressed.files_url, SystemClock(), addressed.data_dir)
        try:
            yield _with_administrator(addressed, admin_url, store)
        finally:
            store.close()


def _with_administrator(settings: Settings, admin_url: str | None, store: FileStore) -> Source:
    name = database_name(settings.database_url)
    address = with_login(admin_url, database=name) if admin_url else embedded_postgres(settings).superuser_url(name)
    return Source(
        settings=settings, admin_url=address, store=store, programs=str(Path(find_binaries().program("pg_dump")).parent)
    )


def _note(settings: Settings, made: Made) -> None:
    """Remember when the last backup was made, for `hanse doctor`."""
    note = {"made_at": made.manifest.made_at, "file": made.file, "size": made.size}
    (settings.data_dir / LAST_BACKUP).write_bytes(to_json(note))


def _summary(made: Made) -> dict[str, object]:
    manifest = made.manifest
    return {
        "made_at": manifest.made_at,
        "version": manifest.version,
        "revision": manifest.revision,
        "tenants": manifest.tenants,
        "rows": manifest.rows,
        "files": manifest.files,
        "files_bytes": manifest.files_bytes,
        "with_keys": manifest.has_keys,
        "missing": [row.key for row in manifest.missing],
        "damaged": [row.key for row in manifest.damaged],
    }
