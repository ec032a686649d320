"""One test for many things of a kind: a test of its own costs more than a look at most of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

MOST_TOLD = 20


def for_each(names: Iterable[str]) -> Callable[[Callable[[str], None]], Callable[[], None]]:
    """Make a check of one name a test of them all; it goes on after a failure and tells which names failed, and why."""
    known = list(names)

    def every(check: Callable[[str], None]) -> Callable[[], None]:
        def test() -> None:
            wrong = [f"{name}: {said}" for name in known if (said := _failure(check, name))]
            assert not wrong, "\n".join([f"{len(wrong)} of {len(known)}", *wrong[:MOST_TOLD]])

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return every


def _failure(check: Callable[[str], None], name: str) -> str:
    try:
        check(name)
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - every failure is told, with its name
        return f"{type(error).__name__} {error}"
    return ""
