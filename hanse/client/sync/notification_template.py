"""What can be done with `notification_template`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class NotificationTemplateOperations:
    """What can be done with `notification_template`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateTemplate]
    ) -> models.NotificationTemplate:
        """Word the e-mail of a kind in a language.

        Needs the right `notification_template.manage`.

        Refused with: `notification_template_exists`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/notification-templates", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.NotificationTemplate)

    def delete(self, notification_template_id: str, *, version: int) -> None:
        """Go back to the usual wording.

        Needs the right `notification_template.manage`.

        Refused with: `not_found`, `stale_version`.
        """
        call = Call(
            method="DELETE",
            path=address(
                "/v1/notification-templates/{notification_template_id}",
                notification_template_id=notification_template_id,
            ),
            version=version,
        )
        return self._transport.send(call, type(None))

    def get(self, notification_template_id: str) -> models.NotificationTemplate:
        """Read one wording.

        Needs the right `notification_template.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET",
            path=address(
                "/v1/notification-templates/{notification_template_id}",
                notification_template_id=notification_template_id,
            ),
        )
        return self._transport.send(call, models.NotificationTemplate)

    def list(self, **query: Unpack[inputs.NotificationTemplateListQuery]) -> Page[models.NotificationTemplate]:
        """List the business's own wordings of e-mails, by kind and language.

        Needs the right `notification_template.view`.
        """
        call = Call(method="GET", path="/v1/notification-templates", query=query)
        return self._transport.send(call, Page[models.NotificationTemplate])

    def list_all(self, **query: Unpack[inputs.NotificationTemplateListQuery]) -> Iterator[models.NotificationTemplate]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/notification-templates", query={**query, "cursor": cursor}),
                Page[models.NotificationTemplate],
            ),
        )

    def list_kinds(self) -> Page[models.KindInfo]:
        """List the kinds of notifications there are, with the placeholders their wordings may name.

        Needs the right `notification_template.view`.
        """
        call = Call(method="GET", path="/v1/notification-kinds")
        return self._transport.send(call, Page[models.KindInfo])

    def preview(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.PreviewTemplate]
    ) -> models.TemplatePreview:
        """Show how a wording reads with sample values; nothing is kept.

        Needs the right `notification_template.view`.

        Refused with: `invalid_input`.
        """
        call = Call(
            method="POST", path="/v1/notification-template-previews", body=data, idempotency_key=idempotency_key
        )
        return self._transport.send(call, models.TemplatePreview)

    def update(
        self, notification_template_id: str, *, version: int, **data: Unpack[inputs.WordTemplate]
    ) -> models.NotificationTemplate:
        """Change a wording.

        Needs the right `notification_template.manage`.

        Refused with: `not_found`, `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address(
                "/v1/notification-templates/{notification_template_id}",
                notification_template_id=notification_template_id,
            ),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.NotificationTemplate)
