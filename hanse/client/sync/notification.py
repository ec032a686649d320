"""What can be done with `notification`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class NotificationOperations:
    """What can be done with `notification`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def count(self) -> models.NotificationCounts:
        """Count one's unread notifications in this business; no further than 100.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path="/v1/notification-counts")
        return self._transport.send(call, models.NotificationCounts)

    def list(self, **query: Unpack[inputs.NotificationListQuery]) -> Page[models.Notification]:
        """List what one was told in this business, newest first.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path="/v1/notifications", query=query)
        return self._transport.send(call, Page[models.Notification])

    def list_all(self, **query: Unpack[inputs.NotificationListQuery]) -> Iterator[models.Notification]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/notifications", query={**query, "cursor": cursor}),
                Page[models.Notification],
            ),
        )

    def mark_all_read(self, *, idempotency_key: str | None = None) -> models.NotificationCounts:
        """Mark everything one was told in this business as read.

        Refused with: `not_found`.
        """
        call = Call(method="POST", path="/v1/notifications/mark-all-read", idempotency_key=idempotency_key)
        return self._transport.send(call, models.NotificationCounts)

    def mark_read(self, notification_id: str, *, idempotency_key: str | None = None) -> models.Notification:
        """Mark one of one's own notifications as read; twice is no failure.

        Refused with: `not_found`.
        """
        call = Call(
            method="POST",
            path=address("/v1/notifications/{notification_id}/mark-read", notification_id=notification_id),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Notification)

    def mark_unread(self, notification_id: str, *, idempotency_key: str | None = None) -> models.Notification:
        """Keep one of one's own notifications for later: it counts as unread again.

        Refused with: `not_found`.
        """
        call = Call(
            method="POST",
            path=address("/v1/notifications/{notification_id}/mark-unread", notification_id=notification_id),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Notification)
