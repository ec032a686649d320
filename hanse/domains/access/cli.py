"""The operator's commands about businesses and people's accounts: parse, call the api, print."""

from __future__ import annotations

import secrets

import click

from hanse.domains.access.api import sign_up
from hanse.domains.access.types import SignUp
from hanse.domains.identity.api import create_reset_link, disable_account, enable_account, find_account
from hanse.domains.identity.types import AccountId, DisableAccount
from hanse.domains.tenants.api import reactivate_tenant, suspend_tenant
from hanse.domains.tenants.types import Suspend, TenantKind
from hanse.kit.structs import convert
from hanse.platform.cli.composition import composition
from hanse.platform.cli.lazy import Entry, LazyGroup
from hanse.platform.cli.output import Output, output_option
from hanse.platform.cli.running import operator, origin_of_command, tenant_named, with_services
from hanse.platform.context import Ctx, open_context
from hanse.platform.services import Services
from hanse.platform.settings import variable_of

COPIES = "hanse.platform.cli.tenant_copies"
COLUMNS = {
    "handle": "Handle",
    "name": "Name",
    "status": "Status",
    "kind": "Kind",
    "currency": "Currency",
    "created_at": "Founded",
}


@click.group(
    cls=LazyGroup,
    entries=(
        Entry("list", f"{__name__}:list_tenants", "Show all businesses, whatever their state."),
        Entry("create", f"{__name__}:create", "Found a business with its first owner."),
        Entry("suspend", f"{__name__}:suspend", "Pause a business: no new business, history stays readable."),
        Entry("reactivate", f"{__name__}:reactivate", "End a pause."),
        Entry("export", f"{COPIES}:export_command", "Write a business with everything it has into one file."),
        Entry("import", f"{COPIES}:import_command", "Bring a business in from such a file."),
    ),
)
def tenants() -> None:
    """Look after the businesses of this installation."""


@click.command("list")
@output_option
@with_services
async def list_tenants(services: Services, out: Output) -> None:
    """Show all businesses, whatever their state."""
    owner_url = services.settings.database_owner_url
    if not owner_url:
        raise click.UsageError(
            f"Set {variable_of('database_owner_url')}: only the owner sees which businesses there are."
        )
    found = [line async for line in composition().every_tenant(owner_url)]
    out.table(found, COLUMNS, "There is no business yet: sign up in the browser, or `hanse tenants create`.")


@click.command()
@click.option("--name", required=True, help="Name of the business.")
@click.option("--handle", required=True, help="Its handle in addresses: small letters, digits, hyphens.")
@click.option("--email", required=True, help="E-mail address of its owner, who logs in with it.")
@click.option("--owner-name", default="Owner", show_default=True, help="Name of its owner.")
@click.option("--kind", type=click.Choice([kind.value for kind in TenantKind]), default="other", show_default=True)
@click.option("--currency", default="EUR", show_default=True)
@click.option("--timezone", default="UTC", show_default=True)
@click.option("--locale", default="en-GB", show_default=True)
@output_option
@with_services
async def create(services: Services, out: Output, **given: str) -> None:
    """Found a business with its first owner, who must not have an account yet.

    Prints a link with which the owner sets a password; it works once, for a day.
    """
    wanted = {
        **{name: given[name] for name in ("name", "handle", "email", "kind", "currency", "timezone", "locale")},
        "display_name": given["owner_name"],
        # Nobody ever learns it: the owner sets one with the link.
        "password": secrets.token_urlsafe(24),
    }
    async with open_context(services, principal=operator(), origin=origin_of_command()) as ctx:
        founded = (await sign_up(ctx, convert(wanted, SignUp))).business
    assert founded is not None
    async with open_context(services, principal=operator(), origin=origin_of_command()) as ctx:
        link = await create_reset_link(ctx, await _account(ctx, given["email"]))
    value = {"id": founded.id, "handle": founded.handle, "member_id": founded.member_id, "password_link": link.url}
    out.show(
        value,
        f"Founded {given['name']} ({founded.handle}, {founded.id}).",
        "",
        f"  The owner sets a password here; the link works once, until {link.expires_at:%Y-%m-%d %H:%M} UTC:",
        f"  {link.url}",
    )


@click.command()
@click.argument("handle")
@click.option("--reason", required=True, help="Why; shown to its owner and kept in the audit trail.")
@output_option
@with_services
async def suspend(services: Services, out: Output, handle: str, reason: str) -> None:
    """Pause the business HANDLE: no new business, history stays readable. Its owner cannot end the pause."""
    tenant = await tenant_named(services, handle)
    async with open_context(services, tenant=tenant, principal=operator(), origin=origin_of_command()) as ctx:
        done = await suspend_tenant(ctx, Suspend(reason=reason))
    out.show(done, f"{done.name} is suspended.")


@click.command()
@click.argument("handle")
@output_option
@with_services
async def reactivate(services: Services, out: Output, handle: str) -> None:
    """End the pause of the business HANDLE."""
    tenant = await tenant_named(services, handle)
    async with open_context(services, tenant=tenant, principal=operator(), origin=origin_of_command()) as ctx:
        done = await reactivate_tenant(ctx)
    out.show(done, f"{done.name} is active again.")


@click.group(
    cls=LazyGroup,
    entries=(
        Entry("disable", f"{__name__}:disable", "Shut a person out of the whole installation, at once."),
        Entry("enable", f"{__name__}:enable", "Let a person log in again."),
        Entry("reset-link", f"{__name__}:reset_link", "Make a link with which a person sets a password."),
    ),
)
def accounts() -> None:
    """Look after people's accounts. An account works in all businesses its owner belongs to."""


@click.command()
@click.argument("email")
@click.option("--reason", required=True, help="Why; kept in the audit trail.")
@output_option
@with_services
async def disable(services: Services, out: Output, email: str, reason: str) -> None:
    """Shut the person with the address EMAIL out of the whole installation; their sessions end at once."""
    async with open_context(services, principal=operator(), origin=origin_of_command()) as ctx:
        done = await disable_account(ctx, await _account(ctx, email), DisableAccount(reason=reason))
    out.show(done, f"{email} is shut out, and every session of theirs has ended.")


@click.command()
@click.argument("email")
@output_option
@with_services
async def enable(services: Services, out: Output, email: str) -> None:
    """Let the person with the address EMAIL log in again."""
    async with open_context(services, principal=operator(), origin=origin_of_command()) as ctx:
        done = await enable_account(ctx, await _account(ctx, email))
    out.show(done, f"{email} may log in again.")


@click.command("reset-link")
@click.argument("email")
@output_option
@with_services
async def reset_link(services: Services, out: Output, email: str) -> None:
    """Make a link with which the person with the address EMAIL sets a password.

    For people whose mail does not arrive. It works once, for a day; a second factor is still asked for. Make sure you
    know whom you hand it to.
    """
    async with open_context(services, principal=operator(), origin=origin_of_command()) as ctx:
        link = await create_reset_link(ctx, await _account(ctx, email))
    out.show(link, link.url, f"It works once, until {link.expires_at:%Y-%m-%d %H:%M} UTC.")


async def _account(ctx: Ctx, email: str) -> AccountId:
    found = await find_account(ctx, email)
    if found is None:
        raise click.UsageError(f"There is no account with the address {email}.")
    return found.id
