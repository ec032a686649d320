"""What papers cost: setting a contract of sixty pages, sealing it, and looking into one that was meddled with.

Bar of the issue: a PDF of sixty pages below one second. Every round prints another text, so nothing is remembered.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from datetime import UTC, datetime
from typing import Final

from bench.figures import Figure
from hanse.domains.documents.adapters.keys import KeyPair, make_pair
from hanse.domains.documents.adapters.sealer import seal_pdf
from hanse.domains.documents.adapters.typesetter import Face, typeset
from hanse.domains.documents.types import Agreement, Clause, Column, Line, Party, SignatureBlock, Table
from hanse.platform.confined import run_confined

AREA: Final = "papers"
PAGES: Final = 60
ROUNDS: Final = 5
CLAUSES, PRICES = 110, 600
DAY: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
INSPECTOR: Final = "hanse.domains.documents.adapters.inspector:inspect_pdf"


def measure() -> list[Figure]:
    """Medians of a few contracts."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    pair = make_pair("Bench", DAY)
    rounds = [await _round(number, pair) for number in range(ROUNDS + 1)][1:]  # the first one loads fonts and libraries
    setting, sealing, looking = (statistics.median(part) for part in zip(*rounds, strict=True))
    return [
        Figure(area=AREA, name=f"PDF/A of {PAGES} pages", value=setting, unit="s", bar=1.0),
        Figure(area=AREA, name="sealing it", value=sealing * 1000, unit="ms"),
        Figure(area=AREA, name="looking into a changed one, in a child", value=looking, unit="s"),
    ]


async def _round(number: int, pair: KeyPair) -> tuple[float, float, float]:
    began = time.perf_counter()
    made = await typeset(_contract(number), Face(name="Bench"), DAY)
    setting = time.perf_counter() - began
    assert made.page_count >= PAGES, f"only {made.page_count} pages"
    began = time.perf_counter()
    sealed = await asyncio.to_thread(seal_pdf, made.content, pair.certificate, pair.chain, pair.key, DAY)
    sealing = time.perf_counter() - began
    began = time.perf_counter()
    await run_confined(INSPECTOR, sealed[:5_000] + b"x" + sealed[5_001:])
    return setting, sealing, time.perf_counter() - began


def _contract(number: int) -> Agreement:
    """Clauses of two paragraphs, and prices."""
    words = f"In contract {number} the seller delivers the goods of the annexed table to the works of the buyer. " * 12
    return Agreement(
        title=f"Framework agreement {number}",
        number=f"C-{number}",
        parties=[Party(label=side, lines=[side, "Dock Street 14"]) for side in ("Seller", "Buyer")],
        clauses=[
            Clause(number=str(one), heading=f"Clause {one}", body=f"{words}{one}.\n\n{words}") for one in range(CLAUSES)
        ],
        tables=[
            Table(
                title="Prices",
                columns=[
                    Column(label="Article"),
                    Column(label="Name", grows=True),
                    Column(label="Price", align="right"),
                ],
                lines=[Line(cells=[f"A-{number}-{one}", "Hexagon bolt", f"{one}.00"]) for one in range(PRICES)],
            )
        ],
        signatures=[SignatureBlock(party="Seller", name="Head of sales"), SignatureBlock(party="Buyer")],
    )
