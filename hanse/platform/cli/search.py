"""Owns `hanse search`: building what can be found anew.

Must not be here: how documents are made or found (`platform/search` and the domains).
"""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

import click
import msgspec

from hanse.kit.structs import Data, to_json
from hanse.platform.authz import TenantRef
from hanse.platform.cli.composition import composition
from hanse.platform.cli.lazy import Entry, LazyGroup
from hanse.platform.cli.output import Output, output_option
from hanse.platform.cli.progress import progress
from hanse.platform.cli.running import operator, origin_of_command, tenant_named, with_services
from hanse.platform.cli.tenancy import every_tenant_ref
from hanse.platform.context import open_context
from hanse.platform.services import Services


class Done(Data, frozen=True, kw_only=True):
    """How far an interrupted run came: whole (tenant, kind) pairs, and the place inside the present one."""

    pairs: list[str] = []
    present: str = ""
    after: UUID | None = None


@click.group(
    cls=LazyGroup,
    entries=(Entry("reindex", f"{__name__}:reindex", "Build the search documents of all businesses anew."),),
)
def search() -> None:
    """Look after search."""


@click.command()
@click.option("--tenant", help="Only this business (its handle).")
@click.option("--kind", help="Only this kind of thing, such as organization.")
@click.option("--restart", is_flag=True, help="Begin anew although an earlier run was interrupted.")
@output_option
@with_services
async def reindex(services: Services, out: Output, tenant: str | None, kind: str | None, restart: bool) -> None:
    """Build the search documents and catalogue entries of all businesses anew, while everything goes on working.

    Needed after a restore of single tables, or when a release says so. An interrupted run is gone on with where it
    stopped, by the same command.
    """
    if kind is not None and kind not in services.search.kinds:
        raise click.UsageError(f"{kind!r} is not searchable; there are: {', '.join(sorted(services.search.kinds))}.")
    refs = [await tenant_named(services, tenant)] if tenant else await every_tenant_ref(composition(), services)
    kinds = [kind] if kind else sorted(services.search.kinds)
    marks = _Marks(services.settings.data_dir / "tmp" / "reindex.json", restart=restart)
    batches = 0
    with progress("Indexing", len(refs) * len(kinds)) as advance:
        for ref in refs:
            for name in kinds:
                batches += await _reindex(services, ref, name, marks)
                advance(1)
    marks.finish()
    out.show(
        {"businesses": len(refs), "kinds": kinds, "batches": batches},
        f"Indexed {len(kinds)} kinds of {len(refs)} businesses.",
    )


async def _reindex(services: Services, tenant: TenantRef, kind: str, marks: _Marks) -> int:
    """Index one kind of one business, a batch in each transaction; gives the number of batches."""
    pair, batches = f"{tenant.id}/{kind}", 0
    if marks.is_done(pair):
        return 0
    after = marks.begin(pair)
    while True:
        async with open_context(services, tenant=tenant, principal=operator(), origin=origin_of_command()) as ctx:
            after = await services.search.reindex(ctx, kind, after)
        batches += 1
        marks.reached(after)
        if after is None:
            return batches


class _Marks:
    """Remembers on disk how far the run is, so that an interruption costs one batch."""

    def __init__(self, path: Path, *, restart: bool) -> None:
        self._path = path
        self._done = Done()
        if path.exists() and not restart:
            self._done = msgspec.json.decode(path.read_bytes(), type=Done)

    def is_done(self, pair: str) -> bool:
        """Whether an earlier run finished this pair."""
        return pair in self._done.pairs

    def begin(self, pair: str) -> UUID | None:
        """The id behind which to go on with a pair; None for its beginning."""
        after = self._done.after if self._done.present == pair else None
        self._done = msgspec.structs.replace(self._done, present=pair, after=after)
        return after

    def reached(self, after: UUID | None) -> None:
        """Keep how far the present pair is; None says that it is done."""
        if after is None:
            self._done = Done(pairs=[*self._done.pairs, self._done.present])
        else:
            self._done = msgspec.structs.replace(self._done, after=after)
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        beside.write_bytes(to_json(self._done))
        os.replace(beside, self._path)

    def finish(self) -> None:
        """Forget it: everything is done."""
        self._path.unlink(missing_ok=True)
