"""A worker that is killed while it tells of a renewal or renews, and clocks that are put: one notice, one renewal."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from hanse.platform.failpoints import VARIABLE
from hanse.testing.installation import Business
from tests.domains.contracts.agreements import read
from tests.domains.contracts.dealing import deal
from tests.domains.contracts.dying import LEFT, POINTS
from tests.domains.contracts.test_renewals import morning, renewing

ROOT = Path(__file__).resolve().parents[3]
MARK, OVER = (
    morning("2026-11-02"),
    morning("2027-01-31"),
)  # ninety days before, and the day after the last day for notice


async def killed(business: Business, folder: Path) -> list[str]:
    """Let one worker after the other die; how each ended."""
    urls = business.installation.urls
    lines = [f"{(MARK if point.startswith('told') else OVER).isoformat()} {point}" for point in POINTS]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.domains.contracts.dying", urls.app, urls.owner, urls.jobs, str(folder)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, VARIABLE: str(folder)},
    )
    out, _ = await process.communicate("\n".join(lines).encode())
    return [line for line in out.decode().split() if line.lstrip("-").isdigit()]


async def test_dead_workers_and_clocks_leave_one_notice_and_one_renewal(business: Business, tmp_path: Path) -> None:
    agreed = await deal(business)
    contract = await renewing(agreed)
    number, site = contract["number"], business.installation
    assert await killed(business, tmp_path) == [str(-signal.SIGKILL)] * len(POINTS)
    async with site.sweeper.transaction() as transaction:
        await transaction.run(LEFT)
    for day in ("2027-01-31", "2026-10-01", "2027-01-30", "2027-02-15", "2026-12-24", "2027-02-16"):
        await agreed.go_to(morning(day))
    versions = (await agreed.seller.get(f"/v1/contracts/{contract['id']}/versions")).json()["items"]
    assert [(one["number"], one["kind"], one["status"]) for one in versions] == [
        (2, "renewal", "signed"),
        (1, "original", "active"),
    ]
    steps = (await read(agreed.seller, f"/v1/contracts/{contract['id']}/steps"))["items"]
    assert [one["action"] for one in steps][:2] == ["schedule", "renew"]
    assert len([one for one in steps if one["action"] in ("draft", "renew")]) == 2
    async with business.open() as ctx:
        told = await ctx.db.values("SELECT title FROM notifications WHERE title LIKE %(it)s", {"it": f"%{number}%"})
        tasks = await ctx.db.values("SELECT status FROM contract_tasks WHERE kind = 'renewal'", {})
        lists = await ctx.db.values("SELECT name FROM price_lists WHERE name LIKE %(it)s", {"it": f"%{number}%"})
        renewals = await ctx.db.values("SELECT status FROM contract_renewals", {})
    notice = f"Contract {number}: notice until 30 January 2027"
    assert (told.count(notice), told.count(f"Contract {number} renews itself")) == (2, 2), "each side once"
    assert (tasks, renewals) == (["done"], ["open"])
    assert sorted(lists) == [f"Contract {number}, version 1", f"Contract {number}, version 2"]
