"""Rate limits: how often a key (account, address, API key) may do something. Not here: which limits exist."""

from hanse.platform.limits.gcra import Decision, Limit, RateLimiter, enforce, enforce_all
from hanse.platform.limits.headers import rate_limit_headers, refusal_headers
from hanse.platform.limits.memory import MemoryRateLimiter
from hanse.platform.limits.networks import network_of

__all__ = [
    "Decision",
    "Limit",
    "MemoryRateLimiter",
    "RateLimiter",
    "enforce",
    "enforce_all",
    "network_of",
    "rate_limit_headers",
    "refusal_headers",
]
