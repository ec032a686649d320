"""F8: every kind of migration on a large business under load, with the former code on the new schema.

What follows the chain here is made up, one migration for each kind of step a release may contain: the present chain
only ever added tables. Must not be here: how migrations work.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from faults.ground import Ground, Shop, another_web
from faults.ledger import Traffic, judge, needs_approval, verdict
from hanse.platform.db import migrate, revisions

AREA = "upgrade"
HELD_SECONDS = 2.5
STEPS = (
    """s.add_column("stock_movements", s.text("source", nullable=True, default="portal"))""",
    """s.add_column("orders", s.text("origin", default="portal"))
    s.add_column("orders", s.uuid("clerk_id", nullable=True))""",
    """s.backfill("stock_movements", "source = 'before'", "reason = 'many' AND source = 'portal'")""",
    """s.set_not_null("stock_movements", "source")""",
    """s.add_check("orders", s.check("origin_known", "origin <> ''"))""",
    """s.create_index_concurrently("stock_movements", s.index("source", "id"))""",
    """s.add_foreign_key("orders", s.fk("clerk_id", "members", on_delete="no action"))""",
    """s.create_tenant_table("order_stamps", s.uuid("order_id"), s.text("stamp", max_length=40),
        foreign_keys=(s.fk("order_id", "orders", on_delete="cascade"),))""",
    """s.drop_column("orders", "origin", unused_since="2026.1")""",
)
MANY = """
    INSERT INTO stock_movements (id, variant_id, location_id, kind, reason, created_at)
    SELECT gen_random_uuid(), %(variant)s, %(place)s, 'adjustment', 'many', now() FROM generate_series(1, %(rows)s)
"""
FILLED = "SELECT count(*) FROM stock_movements WHERE source = 'before'"
_BATCH = 50_000


@contextlib.contextmanager
def next_release() -> Iterator[Path]:
    """The chain of migrations, and behind it what a later release could bring."""
    with tempfile.TemporaryDirectory(prefix="hanse-next-") as name:
        folder = Path(name) / "migrations"
        shutil.copytree(revisions.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
        last = revisions.read_revisions()[-1].id
        for number, step in enumerate(STEPS, start=1):
            revision = f"9{number:03}_later"
            (folder / "versions" / f"20990101_{number:04}_later_step.py").write_text(
                f'"""A step of a later release."""\n\nfrom hanse.platform.db import schema as s\n\n'
                f'revision = "{revision}"\ndown_revision = "{last}"\n\n\ndef upgrade() -> None:\n    {step}\n',
                "utf-8",
            )
            last = revision
        (folder / "head.txt").write_text(f"{last}\n", "ascii")
        try:
            yield folder
        finally:
            revisions.chain.cache_clear()


async def upgrade(ground: Ground, seed: int, rows: int) -> list[Figure]:
    """Migrate while people order and approve, and somebody reads for seconds what is being changed."""
    shop = await ground.shop()
    await needs_approval(shop)
    variant = await shop.article("1000000")
    large = await _large(ground, rows)
    traffic = Traffic(ground, shop, variant, seed)
    traffic.begin()
    done = asyncio.Event()
    reader = asyncio.create_task(_read_slowly(large, done))
    with next_release() as folder:
        applied = await asyncio.to_thread(migrate.upgrade, ground.settings.database_owner_url, folder=folder)
    done.set()
    await reader
    await asyncio.sleep(0.5)
    ledger = await traffic.end()
    async with another_web(ground, {}) as (port, _):
        after = await ground.wire(shop.business.owner, port).send("GET", "/v1/orders?limit=5")
    problems = await judge(shop, ledger)
    if after.status != 200:
        problems.append(f"a process of the former release that starts now answers {after.status}")
    marked = await large.value(
        "SELECT count(*) FROM stock_movements WHERE to_jsonb(stock_movements) ->> 'source' = 'before'"
    )
    if marked != rows:
        problems.append(f"{marked} of {rows} rows were filled")
    answered = sum(ledger.statuses.values())
    failed = sum(count for status, count in ledger.statuses.items() if status >= 300) + ledger.breaks
    return [
        *verdict(AREA, f"{len(applied)} migrations, {rows:,} rows", problems),
        Figure(area=AREA, name="failed requests", value=failed, unit="", bar=0),
        Figure(area=AREA, name="answered requests", value=answered, unit="", bar=10, sense="at_least"),
        Figure(area=AREA, name="slowest answer", value=ledger.slowest, unit="s"),
    ]


async def _large(ground: Ground, rows: int) -> Shop:
    """A business with very many rows in a table that changes."""
    shop = await ground.shop()
    await shop.article("1")
    [level] = await shop.rows("SELECT variant_id, location_id FROM stock_levels")
    for start in range(0, rows, _BATCH):
        values = {"variant": level["variant_id"], "place": level["location_id"], "rows": min(_BATCH, rows - start)}
        async with shop.business.open() as ctx:
            await ctx.db.run(MANY, values)
    return shop


async def _read_slowly(shop: Shop, done: asyncio.Event) -> None:
    """Hold what is to be changed for longer than any migration may wait for it."""
    while not done.is_set():
        async with shop.business.open() as ctx:
            await ctx.db.value("SELECT count(*) FROM orders")
            await ctx.db.value("SELECT count(*) FROM stock_movements WHERE id IS NULL")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), HELD_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), HELD_SECONDS / 2)
