"""TXT records through the machine's resolver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hanse.platform.loading import later

if TYPE_CHECKING:
    from dns import asyncresolver, exception, resolver
else:
    asyncresolver, exception, resolver = map(later, ("dns.asyncresolver", "dns.exception", "dns.resolver"))

_SECONDS: Final = 8.0
_MOST: Final = 50


async def read_txt(name: str) -> list[str]:
    """The texts at a name; empty when there are none. Raises TimeoutError or OSError when nobody answers."""
    try:
        answer = await asyncresolver.Resolver().resolve(f"{name}.", "TXT", lifetime=_SECONDS, search=False)
    except (resolver.NXDOMAIN, resolver.NoAnswer):
        return []
    except exception.Timeout:
        raise TimeoutError(f"no answer within {_SECONDS:.0f} seconds") from None
    except exception.DNSException as error:
        raise OSError(type(error).__name__) from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in list(answer)[:_MOST]]
