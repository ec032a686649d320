"""The command that builds the demo world, or a world for measuring: parse, call, print."""

from __future__ import annotations

import asyncio

import click

from hanse.demo.scale.seeding import seed_scale
from hanse.demo.scale.sizes import SCALES
from hanse.demo.seeding import SeedReport
from hanse.demo.seeding import seed as seed_demo
from hanse.platform.cli.output import Output, output_option
from hanse.platform.cli.running import with_services
from hanse.platform.db.statistics import refresh_statistics
from hanse.platform.services import Services
from hanse.platform.settings import variable_of

_LIST = {"label": "Who", "email": "E-mail", "business": "Business", "detail": "What they do"}


@click.command()
@click.option("--yes", is_flag=True, help="Also where the settings say that this is a production installation.")
@click.option("--scale", type=click.Choice(list(SCALES)), help="Build a world for measuring of this size instead.")
@output_option
@with_services
async def seed(services: Services, out: Output, yes: bool, scale: str | None) -> None:
    """Build the demo world and tell its log-ins.

    What is there already stays as it is, so this may be repeated at any time. With --json the log-ins and the main ids
    are written for scripts.
    """
    if services.settings.env == "production" and not yes:
        raise click.UsageError(
            f"{variable_of('env')} is production, and everybody knows the demo's passwords; say --yes when you mean it."
        )
    if scale is not None:
        await _measured(services, out, scale)
        return
    report: SeedReport = await seed_demo(services, lambda line: click.echo(f"{line} ...", err=True))
    if out.json:
        out.show(report)
        return
    out.say("The demo world is built." if report.was_made else "The demo world was there already.")
    out.say(f"\n  {services.settings.public_url}   password of everybody: {report.log_ins[0].password}\n")
    out.table(report.log_ins, _LIST, "There are no demo log-ins.")


async def _measured(services: Services, out: Output, scale: str) -> None:
    """Build a world for measuring, and let the database look at what it holds now."""
    built = await seed_scale(services, scale, lambda line: click.echo(line, err=True))
    if services.settings.database_owner_url:
        await asyncio.to_thread(refresh_statistics, services.settings.database_owner_url)
    if out.json:
        out.show(built)
        return
    out.say(f"Built for measuring: {len(built.businesses)} businesses, the largest is {built.businesses[0]}.")
    out.say(f"\n  {services.settings.public_url}   password of everybody: {built.password}\n")
