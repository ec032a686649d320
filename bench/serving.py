"""Requests to one web process: the session-checked endpoint, the log-in page, lists; rate, times, processor time.

Processor time per request is the portable figure: on a busy machine rates and times say more about the neighbours.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from bench.figures import Figure
from bench.installation import Installation, fresh_folder, running

AREA = "serving"
BURST_SECONDS = 3.0
ROUNDS = 5
OWNER = "owner@nordhaven.example"


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for, by how many clients at once, and the bars it is held against."""

    name: str
    path: str
    headers: dict[str, str]
    clients: int = 32
    rate_bar: float | None = None
    p95_bar: float | None = None


def measure() -> list[Figure]:
    """One web process on the demo world; PostgreSQL and the load generator share the machine."""
    with fresh_folder() as folder, running(folder, web_processes="1", worker_processes="0") as installation:
        installation.await_demo()
        session = installation.log_in(OWNER, installation.ready["log_ins"][0]["password"])
        return [figure for address in _addresses(session) for figure in _measure(installation, address)]


def _addresses(session: str) -> list[Address]:
    json_headers = {"cookie": session, "accept": "application/json"}
    page = {"accept": "text/html", "accept-encoding": "gzip"}
    return [
        Address(name="session-checked GET /v1/me", path="/v1/me", headers=json_headers, rate_bar=3_500),
        Address(name="log-in page", path="/login", headers=page, clients=8, p95_bar=40),
        Address(
            name="list of 50 (JSON)", path="/v1/organizations?limit=50", headers=json_headers, clients=8, p95_bar=40
        ),
        Address(name="list (page)", path="/admin/organizations", headers={**page, "cookie": session}, clients=8),
    ]


def _measure(installation: Installation, address: Address) -> list[Figure]:
    """Rate and times with many clients, times with one, processor time per request; each the median of short bursts."""
    _burst(installation, address, address.clients, BURST_SECONDS)
    many = [_burst(installation, address, address.clients, BURST_SECONDS) for _ in range(ROUNDS)]
    alone = [_burst(installation, address, 1, 1.0) for _ in range(ROUNDS)]
    if any(burst["errors"] for burst in [*many, *alone]):
        raise RuntimeError(f"{address.path}: some answers were not 200")

    def figure(what: str, bursts: list[dict[str, Any]], key: str, unit: str, bar: float | None = None) -> Figure:
        value = float(statistics.median(burst[key] for burst in bursts))
        name = f"{address.name}, {what}"
        return Figure(
            area=AREA, name=name, value=value, unit=unit, bar=bar, sense="at_least" if unit == "/s" else "at_most"
        )

    return [
        figure("rate", many, "rate", "/s", address.rate_bar),
        figure("server CPU", many, "web_us", "us"),
        figure("rate one processor could serve", many, "web_rate", "/s"),
        figure("PostgreSQL CPU", many, "postgres_us", "us"),
        figure(f"p95 of {address.clients} clients", many, "p95_ms", "ms", address.p95_bar),
        figure("p95 of one client", alone, "p95_ms", "ms", address.p95_bar),
    ]


def _burst(installation: Installation, address: Address, clients: int, seconds: float) -> dict[str, Any]:
    job = {
        "host": "127.0.0.1",
        "port": installation.port,
        "path": address.path,
        "headers": address.headers,
        "clients": clients,
        "seconds": seconds,
    }
    before = installation.cpu()
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 60,
        cwd=Path(__file__).parents[1],
    )
    after = installation.cpu()
    outcome: dict[str, Any] = json.loads(done.stdout)
    for kind in ("web", "postgres"):
        used = after.get(kind, 0.0) - before.get(kind, 0.0)
        outcome[f"{kind}_us"] = used / max(outcome["requests"], 1) * 1_000_000
    outcome["web_rate"] = 1_000_000 / max(outcome["web_us"], 1.0)
    return outcome
