"""Pieces of work side by side in one transaction: whatever each of them asks next travels in one round trip.

Each piece is written as if it were alone. It runs until it needs an answer of the database; when all of them wait,
everything they asked is sent at once, in the order of the pieces, and each goes on. There is one connection and no
second task, so locks are taken in the order in which they were asked for.
"""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Generator, Sequence
from contextvars import Context, copy_context
from typing import Any, Final


class Turn:
    """What a piece waits for: that the others have asked what they need, and everything is sent."""

    def __await__(self) -> Generator[Any, None, None]:
        yield self


NEXT_TURN: Final = Turn()


class SideBySide:
    """Drives some pieces of work; awaiting it gives their results in order.

    The first failure of a piece ends the others and is raised.
    """

    def __init__(self, pieces: Sequence[Coroutine[Any, Any, Any]], send: Any) -> None:
        self._pieces = pieces
        self._send = send  # () -> Awaitable: sends what waits

    def __await__(self) -> Generator[Any, Any, list[Any]]:
        results: list[Any] = [None] * len(self._pieces)
        contexts = [copy_context() for _ in self._pieces]
        waiting = list(range(len(self._pieces)))
        try:
            while waiting:
                still = []
                for place in waiting:
                    done, result = yield from _advance(self._pieces[place], contexts[place])
                    if done:
                        results[place] = result
                    else:
                        still.append(place)
                waiting = still
                if waiting:
                    sending: Awaitable[Any] = self._send()
                    yield from sending.__await__()
        finally:
            for piece in self._pieces:
                piece.close()
        return results


def _advance(piece: Coroutine[Any, Any, Any], context: Context) -> Generator[Any, Any, tuple[bool, Any]]:
    """Run a piece until it is done or needs an answer; what else it waits for is waited for here."""
    step, given = piece.send, None
    while True:
        try:
            wanted = context.run(step, given)
        except StopIteration as end:
            return True, end.value
        if wanted is NEXT_TURN:
            return False, None
        try:
            step, given = piece.send, (yield wanted)
        except BaseException as error:  # noqa: BLE001 - a cancellation belongs to the piece that waits
            step, given = piece.throw, error
