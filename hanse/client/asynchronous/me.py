"""What can be done with `me`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from hanse.client import models
from hanse.client.transport import AsyncTransport, Call


class MeOperations:
    """What can be done with `me`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def get(self) -> models.Me:
        """Who asks, in which business, and for whom. Answered from the session alone."""
        call = Call(method="GET", path="/v1/me")
        return await self._transport.send(call, models.Me)
