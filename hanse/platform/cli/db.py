"""Owns `hanse db`: the schema, the roles and addresses, and a way in with psql.

Must not be here: what a migration, a role or a backup is (`platform/db`, `platform/backup`).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess

import click

from hanse.kit.errors import ExplainedError
from hanse.platform.cli.composition import composition
from hanse.platform.cli.lazy import Entry, LazyGroup
from hanse.platform.cli.output import Output, bytes_shown, output_option
from hanse.platform.cli.running import settings_of_command, working_database
from hanse.platform.db import migrate
from hanse.platform.db.guard import check_database, read_revision
from hanse.platform.db.overview import database_facts
from hanse.platform.db.provision import kept_passwords, login_environment, provision
from hanse.platform.settings import variable_of
from hanse.platform.supervisor import find_binaries

BACKUP = "hanse.platform.cli.backup"


class PsqlMissing(ExplainedError):
    """There is no psql to run."""


@click.group(
    cls=LazyGroup,
    entries=(
        Entry("backup", f"{BACKUP}:backup", "Write everything into one file."),
        Entry("restore", f"{BACKUP}:restore", "Bring an installation back from a backup."),
        Entry("drill", f"{BACKUP}:drill", "Prove that a backup can be restored, while Hanse goes on working."),
        Entry("verify-backup", f"{BACKUP}:verify_backup", "Say whether a backup is whole, without restoring it."),
        Entry("forget-replaced", f"{BACKUP}:forget_replaced", "Drop the database the last restore replaced."),
        Entry("psql", f"{__name__}:psql", "Open psql on the installation's database."),
        Entry("provision", f"{__name__}:provision_command", "Make database and roles on a server you administer."),
        Entry("status", f"{__name__}:status", "Say where the schema is, how large the data, and who guards it."),
        Entry("upgrade", f"{__name__}:upgrade", "Bring the schema up to date."),
    ),
)
def db() -> None:
    """Look after the database.

    Without DATABASE_URL these commands use the embedded PostgreSQL: the running one, or one started for the command.
    """


@click.command()
@output_option
def upgrade(out: Output) -> None:
    """Bring the schema up to date.

    Each migration is one transaction: an interrupted upgrade is gone on with by running it again. Processes of the
    former release go on working meanwhile.
    """

    def tell(step: migrate.Progress) -> None:
        out.say(f"  {step.done}/{step.total}  {step.revision}  {step.title}")

    with working_database() as settings:
        _require_owner(settings.database_owner_url)
        applied = migrate.upgrade(settings.database_owner_url, tell)
    many = "migration" if len(applied) == 1 else "migrations"
    out.show({"applied": applied}, f"Applied {len(applied)} {many}." if applied else "The schema is up to date.")


@click.command()
@output_option
def status(out: Output) -> None:
    """Say where the schema is, how large the data, and who guards it."""
    lent = composition()
    with working_database() as settings:
        reviewed = lent.reviewed_names(lent.build_registry())
        revision = asyncio.run(read_revision(settings.database_url))
        pending = [step.id for step in migrate.pending(settings.database_owner_url or settings.database_url)]
        findings = asyncio.run(check_database(settings.database_url, reviewed)) if revision else []
        facts = database_facts(settings.database_url)
    lines = [
        f"Server      PostgreSQL {facts.server}, as {facts.role}",
        f"Database    {facts.database}, {bytes_shown(facts.size_bytes)}",
        f"Schema      {revision or 'empty'}" + (f", {len(pending)} migrations pending" if pending else ", up to date"),
        f"Walls       {len(findings)} findings" if findings else "Walls       closed",
        *(f"  {finding.level}: {finding.sentence}" for finding in findings),
    ]
    out.show({"revision": revision, "pending": pending, "findings": findings, "database": facts}, *lines)


@click.command("provision")
@click.option("--admin-url", required=True, help="Address of a superuser, or of a role with CREATEROLE and CREATEDB.")
@click.option("--database", default="hanse", show_default=True, help="Name of the database to make.")
@output_option
def provision_command(admin_url: str, database: str, out: Output) -> None:
    """Make database and roles on a server you administer, and print the settings that use them.

    May be repeated: what exists is completed. The roles' passwords are generated and kept in the data folder. The
    printed addresses contain them: keep them as you keep passwords.
    """
    settings = settings_of_command()
    urls = provision(admin_url, kept_passwords(settings.secrets_dir), database=database)
    named = {"database_url": urls.app, "database_owner_url": urls.owner, "database_jobs_url": urls.jobs}
    values = {variable_of(name): url for name, url in named.items()}
    lines = [f"{name}={url}" for name, url in values.items()]
    out.show(values, *lines)
    out.warn("Set these where Hanse starts, then run `hanse db upgrade`.")


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--owner", is_flag=True, help="As hanse_owner, who may change the schema, instead of hanse_app.")
@click.option("--json", "_json", is_flag=True, hidden=True, help="Has no effect: psql writes its own output.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(owner: bool, _json: bool, arguments: tuple[str, ...]) -> None:
    """Open psql on the database of a running installation.

    As hanse_app you see no tenant's rows until you choose one, as every request does:

    \b
        BEGIN; SET LOCAL app.tenant_id = '<tenant id>';

    What stands behind `--` goes to psql: hanse db psql -- -c 'SELECT 1'
    """
    with working_database() as settings:
        url = settings.database_owner_url if owner else settings.database_url
        _require_owner(url)
        environment = {**os.environ, **login_environment(url)}
        program = _psql()
        status = subprocess.run([program, *arguments], env=environment, check=False).returncode
    raise click.exceptions.Exit(status if status >= 0 else 1)


def _psql() -> str:
    found = shutil.which("psql")
    if found is not None:
        return found
    bundled = find_binaries().program("psql")
    if not os.access(bundled, os.X_OK):
        raise PsqlMissing("There is no psql on this machine: install PostgreSQL's client programs.")
    return bundled


def _require_owner(url: str) -> None:
    if not url:
        raise click.UsageError(f"Set {variable_of('database_owner_url')}; `hanse db provision` prints it.")
