"""The command: names, plan, files, then the formatters and reference pages the house rules ask for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from hanse.kit.clock import SystemClock
from hanse.platform.cli.new_domain.naming import names_for
from hanse.platform.cli.new_domain.writing import Plan, plan_domain, prefixes_in_use, write
from hanse.platform.cli.output import Output, output_option


@click.command("new-domain")
@click.argument("name")
@click.option(
    "--above", required=True, help="The domain it stands directly above: it may use that one and those below."
)
@click.option("--singular", help="What one of them is called, when it is not the plural without its s.")
@click.option("--dry-run", is_flag=True, help="Only say which files would be written.")
@output_option
def new_domain(name: str, above: str, singular: str | None, dry_run: bool, out: Output) -> None:
    """Write a working domain NAME (a plural noun, such as price_lists) with its tests.

    Types, rules, commands, queries, events, rights, REST routes, pages, search, a migration, tests and isolation
    entries: everything passes `make check` at once and is yours to change from there. Run it in a source checkout.
    See docs/guides/add-a-domain.md.
    """
    root = Path.cwd()
    names = names_for(name, singular, prefixes_in_use(root))
    plan = plan_domain(root, names, above, SystemClock().now())
    if not dry_run:
        write(root, plan)
        _tidy(root, plan)
    done = "Would write" if dry_run else "Wrote"
    out.show(
        {"domain": names.plural, "new": sorted(plan.new), "changed": sorted(plan.changed), "written": not dry_run},
        f"{done} {len(plan.new)} files for {names.plural} (ids {names.prefix}_...) and changed {len(plan.changed)}:",
        *(f"  {path}" for path in sorted([*plan.new, *plan.changed])),
        "",
        "Next: `make check`, then give the fields, rules and words of your business their place.",
    )


def _tidy(root: Path, plan: Plan) -> None:
    """Sort imports and break lines as the linters want it, and bring the generated reference pages up to date."""
    touched = [path for path in (*plan.new, *plan.changed) if path.endswith(".py")]
    for command in (["ruff", "check", "--fix", "--quiet", *touched], ["ruff", "format", "--quiet", *touched]):
        # The linters come with the development set-up; without them the files are right, only not yet tidy.
        subprocess.run([sys.executable, "-m", *command], cwd=root, check=False, capture_output=True)
    subprocess.run([sys.executable, "-m", "hanse.cli", "docs", "write"], cwd=root, check=False, capture_output=True)
