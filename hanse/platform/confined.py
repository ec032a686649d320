"""Owns reading of what strangers sent in a process of its own: no secrets around it, little memory, little time.

The child gets the bytes on its input and answers on its output; its environment is empty, it can write no file, and
what it loads is gone with it. Must not be here: what is read, and what it means.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hanse.platform.loading import load

_ROOT: Final = str(Path(__file__).parents[2])
_turn: Final = asyncio.Semaphore(2)
"""Two children of one process at a time; the rest wait for their turn."""
_WAITING: Final = 20
_line: Final[set[object]] = set()


class ConfinedWorkFailed(Exception):
    """The child wanted too much, or could not make sense of what it got."""


class ConfinedWorkLate(ConfinedWorkFailed):
    """It took too long by the clock, or too many wait: that says more of the machine than of what was sent."""


@dataclass(frozen=True, slots=True)
class Confines:
    """What a child may use: seconds of a processor, seconds by the clock, bytes of memory, bytes of answer."""

    cpu_seconds: int = 8
    seconds: int = 15
    memory: int = 768 * 1024 * 1024
    answer: int = 1_000_000


async def run_confined(target: str, content: bytes, confines: Confines = Confines()) -> bytes:
    """Run `module:function` (bytes to bytes) over `content` in a child and give its answer.

    The event loop is not held up. Raises ConfinedWorkFailed, ConfinedWorkLate.
    """
    if len(_line) >= _WAITING:
        raise ConfinedWorkLate("too many wait")
    place = object()
    _line.add(place)
    try:
        async with _turn:
            return await _run(target, content, confines)
    finally:
        _line.discard(place)


async def _run(target: str, content: bytes, confines: Confines) -> bytes:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-s", "-P", "-m", "hanse.platform.confined", target, str(confines.memory), str(confines.cpu_seconds)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": _ROOT, "LANG": "C.UTF-8"},
        cwd="/",
    )
    try:
        async with asyncio.timeout(confines.seconds):
            _, answer = await asyncio.gather(_give(child, content), _take(child, confines.answer))
            code = await child.wait()
    except TimeoutError:
        raise ConfinedWorkLate("it took too long") from None
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            assert child.stdout is not None
            while await child.stdout.read(65_536):  # its end is seen only once nothing is left to read
                pass
            await child.wait()
    if code != 0:
        raise ConfinedWorkFailed(f"the child ended with {code}")
    return answer


async def _give(child: asyncio.subprocess.Process, content: bytes) -> None:
    """A child that ended before it read everything says why by its exit code."""
    assert child.stdin is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(content)
        await child.stdin.drain()
    child.stdin.close()


async def _take(child: asyncio.subprocess.Process, most: int) -> bytes:
    assert child.stdout is not None
    parts: list[bytes] = []
    size = 0
    while part := await child.stdout.read(65_536):
        size += len(part)
        if size > most:
            raise ConfinedWorkFailed("it answered too much")
        parts.append(part)
    return b"".join(parts)


def _child(target: str, memory: int, cpu_seconds: int) -> None:
    """What the child does: give up what it must not have, then read, work, and answer."""
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    work = load(target)
    answer: bytes = work(sys.stdin.buffer.read())
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    _child(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
