"""What can be done with `me`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from hanse.client import models
from hanse.client.transport import Call, Transport


class MeOperations:
    """What can be done with `me`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self) -> models.Me:
        """Who asks, in which business, and for whom. Answered from the session alone."""
        call = Call(method="GET", path="/v1/me")
        return self._transport.send(call, models.Me)
