"""The table of measured operations, their bars as figures, and what moved since the committed baseline."""

from __future__ import annotations

from pathlib import Path

import msgspec

from bench.figures import Figure
from bench.measuring import Measured

BASELINE = Path(__file__).parent / "baseline.json"
MOVED = 0.15
HEAD = (
    "operation",
    "clients",
    "rate/s",
    "p50",
    "p95",
    "p99 ms",
    "server",
    "PG",
    "load us",
    "SQL",
    "pgbench/s",
    "ratio",
)


class Baseline(msgspec.Struct, kw_only=True):
    """What was measured when it was written; only processor time and counts are compared, for they are portable."""

    scale: str
    rows: list[Measured]


def table(rows: list[Measured]) -> str:
    """The rows as text; SQL is statements, and those that only frame a transaction."""
    lines = [HEAD, *map(_cells, rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    )


def _cells(row: Measured) -> tuple[str, ...]:
    return (
        row.title,
        str(row.clients),
        f"{row.rate:,.0f}",
        f"{row.p50_ms:.1f}",
        f"{row.p95_ms:.1f}",
        f"{row.p99_ms:.1f}",
        f"{row.server_us:,.0f}",
        f"{row.postgres_us:,.0f}",
        f"{row.load_us:,.0f}",
        f"{row.statements}+{row.frames}",
        f"{row.beside_rate:,.0f}" if row.beside_rate else "",
        f"{row.ratio:.0%}" if row.ratio else "",
    )


def bars(rows: list[Measured]) -> list[Figure]:
    """The bars of the rows that have any."""
    found = []
    for row in rows:
        name = f"{row.title}, {row.clients} clients"
        if row.p95_bar is not None:
            found.append(Figure(area="operation", name=f"{name}, p95", value=row.p95_ms, unit="ms", bar=row.p95_bar))
        if row.rate_bar is not None:
            figure = Figure(area="operation", name=f"{name}, rate", value=row.rate, unit="/s", bar=row.rate_bar)
            found.append(msgspec.structs.replace(figure, sense="at_least"))
        if row.name in ("products", "first_page") and row.ratio is not None and row.clients > 1:
            share = Figure(area="operation", name=f"{name}, share of pgbench", value=row.ratio * 100, unit="%", bar=45)
            found.append(msgspec.structs.replace(share, sense="at_least"))
            cpu = row.server_us / row.postgres_us if row.postgres_us else 0.0
            found.append(
                Figure(area="operation", name=f"{name}, server CPU to PostgreSQL's", value=cpu, unit="x", bar=1)
            )
    return found


def moved(scale: str, rows: list[Measured]) -> list[str]:
    """Sentences about processor time and statements that are not what the baseline says."""
    if not BASELINE.exists():
        return ["There is no baseline yet: --save-baseline writes one."]
    base = msgspec.json.decode(BASELINE.read_bytes(), type=Baseline)
    if base.scale != scale:
        return [f"The baseline is of the scale {base.scale}, so nothing is compared with it."]
    known = {(row.name, row.clients): row for row in base.rows}
    found = []
    for row in rows:
        before = known.get((row.name, row.clients))
        if before is None:
            continue
        pace = before.reference_us / row.reference_us  # how much slower the machine is now, taken out
        for what, old, new in (
            ("server CPU", before.server_us, row.server_us * pace),
            ("PostgreSQL CPU", before.postgres_us, row.postgres_us * pace),
            ("SQL statements", before.statements, row.statements),
        ):
            if old and abs(new / old - 1) > MOVED:
                word = "more" if new > old else "less"
                found.append(
                    f"{row.title}, {row.clients} clients: {what} {old:,.0f} -> {new:,.0f} "
                    f"({abs(new / old - 1):.0%} {word})"
                )
    return found or [f"Nothing moved by more than {MOVED:.0%} since the baseline."]


def save(scale: str, rows: list[Measured]) -> None:
    """Make these rows the baseline; rows of operations that were not measured stay as they were."""
    kept = []
    if BASELINE.exists():
        base = msgspec.json.decode(BASELINE.read_bytes(), type=Baseline)
        new = {(row.name, row.clients) for row in rows}
        kept = [row for row in base.rows if (row.name, row.clients) not in new] if base.scale == scale else []
    content = Baseline(scale=scale, rows=sorted([*kept, *rows], key=lambda row: (row.name, row.clients)))
    BASELINE.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
