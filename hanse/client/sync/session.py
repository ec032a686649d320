"""What can be done with `session`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from hanse.client import models
from hanse.client.paging import Page
from hanse.client.transport import Call, Transport, address


class SessionOperations:
    """What can be done with `session`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def end(self, session_id: str) -> None:
        """End one of your own sessions; it is refused from its next request on.

        Refused with: `not_found`.
        """
        call = Call(method="DELETE", path=address("/v1/sessions/{session_id}", session_id=session_id))
        return self._transport.send(call, type(None))

    def end_others(self, *, idempotency_key: str | None = None) -> models.EndedSessions:
        """End all of your own sessions but the one at hand."""
        call = Call(method="POST", path="/v1/sessions/end-others", idempotency_key=idempotency_key)
        return self._transport.send(call, models.EndedSessions)

    def list(self) -> Page[models.Session]:
        """Where you are logged in, latest use first."""
        call = Call(method="GET", path="/v1/sessions")
        return self._transport.send(call, Page[models.Session])
