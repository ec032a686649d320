"""Owns `hanse keys`: changing the key that encrypts and signs, while everything goes on working.

Must not be here: how values are written anew (`platform/rotation`), or what a key is (`platform/crypto`).
"""

from __future__ import annotations

import asyncio

import click

from hanse.kit.clock import SystemClock
from hanse.kit.errors import ExplainedError
from hanse.platform.cli.composition import composition
from hanse.platform.cli.lazy import Entry, LazyGroup
from hanse.platform.cli.output import Output, output_option
from hanse.platform.cli.running import settings_of_command, working_database
from hanse.platform.crypto import Secret, Vault, new_master_key
from hanse.platform.db.database import Database, PoolSettings
from hanse.platform.rotation import Rotated, rotate
from hanse.platform.settings import FORMER_KEYS, Settings, load_settings, replace_secret

_FILE = "secret_key"


class KeysNotOurs(ExplainedError):
    """The keys are set from outside, so they are changed there."""


class KeyStillNeeded(ExplainedError):
    """Something cannot be read without a former key, or with any."""


@click.group(
    cls=LazyGroup,
    entries=(
        Entry("new", f"{__name__}:new", "Make a new key; the present one goes on reading."),
        Entry("rotate", f"{__name__}:rotate_command", "Write everything anew that an older key wrote."),
        Entry("forget", f"{__name__}:forget", "Drop former keys once nothing needs them."),
    ),
)
def keys() -> None:
    """Change the key that encrypts and signs, in three steps.

    \b
      hanse keys new        a new key writes, the former one still reads; then restart every process
      hanse keys rotate     what the former key wrote is written anew, while everything goes on working
      hanse keys forget     the former key is dropped; then restart every process

    Links and log-ins that were being made under the former key end with it; sessions and API keys stay.
    """


@click.command()
@output_option
def new(out: Output) -> None:
    """Make a new key; the present one goes on reading.

    Only for a key that Hanse made itself. One from HANSE_SECRET_KEY is changed where it is set: the new one there, the
    present one into HANSE_SECRET_KEYS_PREVIOUS.
    """
    settings = _kept_by_us()
    folder = settings.secrets_dir
    # First the former key is safe, then it is replaced: an interruption in between leaves a key that is known twice.
    former = dict.fromkeys((settings.secret_key, *settings.secret_keys_previous))
    replace_secret(folder, FORMER_KEYS, " ".join(former))
    replace_secret(folder, _FILE, new_master_key())
    out.show(
        {"former_keys": len(former)},
        "A new key is made. Restart every process of Hanse, then run `hanse keys rotate`; keep a copy of "
        f"{folder / _FILE} with your backups.",
    )


@click.command("rotate")
@output_option
def rotate_command(out: Output) -> None:
    """Write everything anew that an older key wrote.

    Batch by batch, while everything goes on working; interrupted, run it again. Restart every process after
    `hanse keys new` first: one that does not know the new key cannot read what it writes.
    """
    with working_database() as settings:
        done = asyncio.run(_rotate(settings))
    _show(out, done)


@click.command()
@output_option
def forget(out: Output) -> None:
    """Drop former keys once nothing needs them.

    Everything is rotated once more; with a single value that no key reads, they stay.
    """
    settings = _kept_by_us()
    with working_database() as working:
        done = asyncio.run(_rotate(working))
    _show(out, done)
    (settings.secrets_dir / FORMER_KEYS).unlink(missing_ok=True)
    out.say("The former keys are dropped. Restart every process of Hanse.")


def _kept_by_us() -> Settings:
    settings_of_command()
    loaded = load_settings()
    mine = str(loaded.settings.secrets_dir / _FILE)
    former = str(loaded.settings.secrets_dir / FORMER_KEYS)
    if loaded.origins["secret_key"] != mine or loaded.origins["secret_keys_previous"] not in ("default", former):
        raise KeysNotOurs(
            "The key is set from outside: put a new one into HANSE_SECRET_KEY and the present one into "
            "HANSE_SECRET_KEYS_PREVIOUS, restart every process, and run `hanse keys rotate`."
        )
    return loaded.settings


async def _rotate(settings: Settings) -> list[Rotated]:
    lent = composition()
    vault = Vault(
        [Secret(key.encode()) for key in (settings.secret_key, *settings.secret_keys_previous)], SystemClock()
    )
    sealed = [kind for domain in lent.build_registry().domains for kind in domain.sealed]
    owner = settings.database_owner_url
    tenants = [line.id async for line in lent.every_tenant(owner)]
    database = Database(owner, PoolSettings(maximum=1))
    await database.open()
    try:
        folder = settings.data_dir / "checkpoints"
        return [one async for one in rotate(database, vault, sealed, tenants, folder)]
    finally:
        await database.close()


def _show(out: Output, done: list[Rotated]) -> None:
    """Tell what was done. Raises KeyStillNeeded when something is unreadable."""
    lines = "\n".join(f"  {one.renewed:>8}  {one.name}" for one in done)
    unreadable = [one for one in done if one.unreadable]
    if unreadable:
        names = ", ".join(f"{one.unreadable} of {one.name}" for one in unreadable)
        raise KeyStillNeeded(
            f"No key that is known reads {names}: add the one that wrote them to HANSE_SECRET_KEYS_PREVIOUS and run "
            "this again; everything else is written anew."
        )
    out.show({"rotated": done}, f"Written anew by the present key:\n{lines}")
