"""What can be done with `onboarding_template`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class OnboardingTemplateOperations:
    """What can be done with `onboarding_template`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def archive(self, template_id: str, *, version: int) -> None:
        """Take a checklist out of use; who began with it goes on.

        Needs the right `onboarding_template.manage`.
        """
        call = Call(
            method="DELETE",
            path=address("/v1/onboarding-templates/{template_id}", template_id=template_id),
            version=version,
        )
        return await self._transport.send(call, type(None))

    async def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.SaveTemplate]
    ) -> models.OnboardingTemplate:
        """Make a checklist.

        Needs the right `onboarding_template.manage`.

        Refused with: `already_exists`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/onboarding-templates", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.OnboardingTemplate)

    async def get(self, template_id: str) -> models.OnboardingTemplate:
        """Read one checklist.

        Needs the right `onboarding_template.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/onboarding-templates/{template_id}", template_id=template_id))
        return await self._transport.send(call, models.OnboardingTemplate)

    async def list(self, **query: Unpack[inputs.OnboardingTemplateListQuery]) -> Page[models.OnboardingTemplate]:
        """List the checklists in use, by name.

        Needs the right `onboarding_template.view`.
        """
        call = Call(method="GET", path="/v1/onboarding-templates", query=query)
        return await self._transport.send(call, Page[models.OnboardingTemplate])

    def list_all(self, **query: Unpack[inputs.OnboardingTemplateListQuery]) -> AsyncIterator[models.OnboardingTemplate]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/onboarding-templates", query={**query, "cursor": cursor}),
                Page[models.OnboardingTemplate],
            ),
        )

    async def update(
        self, template_id: str, *, version: int, **data: Unpack[inputs.SaveTemplate]
    ) -> models.OnboardingTemplate:
        """Change a checklist for those who begin from now on.

        Needs the right `onboarding_template.manage`.

        Refused with: `already_exists`, `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/onboarding-templates/{template_id}", template_id=template_id),
            body=data,
            version=version,
        )
        return await self._transport.send(call, models.OnboardingTemplate)
