"""What tenants needs of the internet's directory; tests give their own."""

from __future__ import annotations

from typing import Protocol

TXT = "tenants.txt_lookup"


class TxtLookup(Protocol):
    """Reads TXT records; `services.extras[TXT]`, else the machine's own resolver."""

    async def __call__(self, name: str) -> list[str]:
        """The texts at a name; empty when there are none. Raises OSError or TimeoutError when nobody answers."""
        ...
