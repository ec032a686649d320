"""Waiting in tests for what other tasks and processes do: until it is so, and not for ever."""

import asyncio
import time
from collections.abc import Awaitable, Callable

PATIENCE = 40.0


async def until(condition: Callable[[], Awaitable[object]]) -> object:
    """Poll until the awaited value is true, and give it."""
    end = time.monotonic() + PATIENCE
    while not (value := await condition()):
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.01)
    return value
