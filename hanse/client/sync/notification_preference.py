"""What can be done with `notification_preference`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Unpack

from hanse.client import inputs, models
from hanse.client.transport import Call, Transport


class NotificationPreferenceOperations:
    """What can be done with `notification_preference`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self) -> models.Preferences:
        """Read how one is told of each kind that may concern one, and when the digest comes.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path="/v1/notification-preferences")
        return self._transport.send(call, models.Preferences)

    def save(self, **data: Unpack[inputs.SavePreferences]) -> models.Preferences:
        """Choose how one is told of some kinds, and when the digest comes.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(method="PUT", path="/v1/notification-preferences", body=data)
        return self._transport.send(call, models.Preferences)
