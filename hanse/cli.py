"""Composition root of the command line: the table of commands, and what each may use of the product.

Every command is loaded when it is called; this file imports nothing of the product but how a command line looks.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from hanse import __version__
from hanse.platform.cli import failing
from hanse.platform.cli.composition import Composition
from hanse.platform.cli.lazy import Entry, LazyGroup

COMPOSITION = Composition(
    web_factory="hanse.app:create_app",
    worker_module="hanse.work",
    services="hanse.app:build_services",
    registry="hanse.app:build_registry",
    reviewed="hanse.app:reviewed_names",
    running="hanse.app:running",
    gate="hanse.domains.access.adapters.gate:AccessGate",
    acting="hanse.domains.access.adapters.acting:acting_as",
    tenants="hanse.domains.tenants.adapters.overview:every_tenant",
    seed="hanse.demo.seeding:seed",
    log_ins="hanse.demo.seeding:demo_log_ins",
)

COMMANDS = (
    Entry("up", "hanse.platform.cli.processes:up", "Run everything until Ctrl-C: database, web, worker.", "Run"),
    Entry("web", "hanse.platform.cli.processes:web", "Run web processes only, on another machine.", "Run"),
    Entry("worker", "hanse.platform.cli.processes:worker", "Run one background worker.", "Run"),
    Entry("seed", "hanse.demo.cli:seed", "Build the demo world and tell its log-ins.", "Run"),
    Entry("doctor", "hanse.platform.cli.doctor:doctor", "Check everything and say what to mend.", "Look after"),
    Entry("db", "hanse.platform.cli.db:db", "Schema, roles, backup and restore.", "Look after"),
    Entry("jobs", "hanse.platform.cli.jobs:jobs", "Background work: what waits, what died, replay.", "Look after"),
    Entry("keys", "hanse.platform.cli.keys:keys", "The key that encrypts and signs: change it.", "Look after"),
    Entry("audit", "hanse.platform.cli.audit:audit", "Prove and export the audit trail.", "Look after"),
    Entry("search", "hanse.platform.cli.search:search", "Build search documents anew.", "Look after"),
    Entry("tenants", "hanse.domains.access.cli:tenants", "Businesses: list, create, suspend.", "People and businesses"),
    Entry("accounts", "hanse.domains.access.cli:accounts", "People's accounts: disable, enable, reset link.",
          "People and businesses"),
    Entry("import", "hanse.cli:bring_in", "Bring data in from files.", "Data"),
    Entry("export", "hanse.cli:take_out", "Take data out as files.", "Data"),
    Entry("contracts", "hanse.domains.contracts.cli:contracts", "Contracts: list, show, export, import, verify.",
          "Data"),
    Entry("call", "hanse.platform.cli.call:call", "Run any operation as any member.", "Everything else"),
    Entry("new-domain", "hanse.platform.cli.new_domain:new_domain", "Write a working domain with its tests.",
          "Develop"),
    Entry("docs", "hanse.platform.cli.docs:docs", "Write the reference pages from the code.", "Develop"),
)  # fmt: skip

IMPORTS = (
    Entry("organizations", "hanse.domains.organizations.cli:import_organizations", "Partners, from CSV or Excel."),
)
EXPORTS = (
    Entry("organizations", "hanse.domains.organizations.cli:export_organizations", "Partners, as CSV or Excel."),
)

HELP = """\
Hanse: a self-hosted B2B portal and marketplace.

Start everything with `hanse up`. Each command explains itself with --help and answers in JSON with --json.

Settings come from HANSE_... variables and from hanse.toml in the present folder (HANSE_CONFIG names another file);
`hanse doctor` shows each with its value and origin. Without DATABASE_URL Hanse runs its own PostgreSQL inside the
data folder (HANSE_DATA_DIR, .hanse unless set).
"""

EPILOG = """\
\b
Examples:
  hanse up                                        run here, with the demo world
  hanse doctor                                    is everything as it should be?
  hanse db backup /backups/hanse-monday.zip       everything in one file
  hanse db restore /backups/hanse-monday.zip      back again, into an empty installation
  hanse tenants create --name "Nord Supply" --handle nord --email owner@nord.example
  hanse import organizations partners.xlsx --tenant nord --as owner@nord.example --dry-run
  hanse call organization.list --tenant nord --as owner@nord.example

\b
Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
"""


@click.group(
    cls=LazyGroup,
    entries=COMMANDS,
    help=HELP,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="hanse")
def cli() -> None:
    """The command line; its text is HELP."""


bring_in = LazyGroup("import", entries=IMPORTS, help="Bring data in from files, as the pages do.")
take_out = LazyGroup("export", entries=EXPORTS, help="Take data out as files that can be brought in again.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; failures are one sentence on standard error."""
    return failing.run(cli, arguments, obj=COMPOSITION)


if __name__ == "__main__":
    sys.exit(main())
