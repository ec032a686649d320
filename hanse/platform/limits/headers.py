"""Tells a client where it stands: `RateLimit`, `RateLimit-Policy` (IETF draft 10) and `Retry-After` (RFC 9110)."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache

from hanse.kit.errors import HanseError, TooManyRequests
from hanse.platform.limits.gcra import MICROSECONDS, Decision, Limit

_NAME = re.compile(r"[a-z][a-z0-9_.-]{0,63}")


def rate_limit_headers(answers: Mapping[str, tuple[Limit, Decision]]) -> dict[str, str]:
    """Render the answers of one request, by the name of the policy (a constant of the code, never a key).

    q = hits in a full budget, w = seconds in which it refills, r = hits left, t = seconds until it is full.
    """
    if not answers:
        return {}
    policies, states, waits = [], [], []
    for name, (limit, answer) in answers.items():
        policies.append(_policy(name, limit))
        states.append(f'"{name}";r={answer.remaining};t={math.ceil(answer.reset_after)}')
        if not answer.allowed:
            waits.append(max(1, math.ceil(answer.retry_after)))
    headers = {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}
    if waits:
        headers["Retry-After"] = str(max(waits))
    return headers


@lru_cache(64)
def _policy(name: str, limit: Limit) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"a policy name is a short lower-case word, not {name!r}")
    return f'"{name}";q={limit.capacity};w={max(1, math.ceil(limit.window / MICROSECONDS))}'


def refusal_headers(error: HanseError) -> list[tuple[str, str]]:
    """The headers of an answer that refuses: which limit, what is left of it, and when to come back."""
    if isinstance(error, TooManyRequests) and error.refused is not None:
        name, limit, answer = error.refused
        return list(rate_limit_headers({name: (limit, answer)}).items())
    return [] if error.retry_after is None else [("Retry-After", str(error.retry_after))]
