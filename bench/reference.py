"""A fixed piece of work, to tell a busy machine from slow code: what a core gets done moves with its neighbours."""

from __future__ import annotations

import statistics
import time

import msgspec

ROUNDS = 9
STEPS = 400
THING = {"name": "Bolt M8 stainless", "prices": [1, 2, 3, 4, 5], "stock": {"here": 12, "there": 40}}


def reference_us() -> float:
    """Processor time of the work now, in microseconds: the median of some rounds."""
    return statistics.median(_round() for _ in range(ROUNDS))


def _round() -> float:
    began = time.process_time()
    for step in range(STEPS):
        text = msgspec.json.encode({**THING, "step": step})
        sorted(msgspec.json.decode(text)["prices"], key=lambda value: -value)
    return (time.process_time() - began) * 1_000_000
