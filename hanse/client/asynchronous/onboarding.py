"""What can be done with `onboarding`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class OnboardingOperations:
    """What can be done with `onboarding`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def add_document(
        self,
        application_id: str,
        step_id: str,
        *,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.AddDocument],
    ) -> models.Application:
        """Give a document for a step: PDF, picture or office file of at most 20 MB.

        Needs the right `onboarding.complete`.

        Refused with: `step_needs_other`, `file_too_large`, `file_type_refused`, `file_refused`.
        """
        call = Call(
            method="POST",
            path=address(
                "/v1/onboarding-applications/{application_id}/steps/{step_id}/documents",
                application_id=application_id,
                step_id=step_id,
            ),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Application)

    async def approve(
        self, application_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.Decide]
    ) -> models.Application:
        """Make an applicant a partner who may trade at once.

        Needs the right `organization.approve`.

        Refused with: `requester_cannot_decide`, `application_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/onboarding-applications/{application_id}/approve", application_id=application_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Application)

    async def ask_for_changes(
        self,
        application_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.AskForChanges],
    ) -> models.Application:
        """Send an application back with a reason, opening some steps again.

        Needs the right `organization.approve`.

        Refused with: `requester_cannot_decide`.
        """
        call = Call(
            method="POST",
            path=address("/v1/onboarding-applications/{application_id}/ask-for-changes", application_id=application_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Application)

    async def complete_step(
        self,
        application_id: str,
        step_id: str,
        *,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.CompleteStep],
    ) -> models.Application:
        """Accept the terms, confirm a training, or say that what was asked for is mended; or take that back.

        Needs the right `onboarding.complete`.

        Refused with: `step_needs_other`.
        """
        call = Call(
            method="POST",
            path=address(
                "/v1/onboarding-applications/{application_id}/steps/{step_id}/complete",
                application_id=application_id,
                step_id=step_id,
            ),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Application)

    async def get(self, application_id: str) -> models.Application:
        """Read one application with its steps and files.

        Needs the right `onboarding.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET", path=address("/v1/onboarding-applications/{application_id}", application_id=application_id)
        )
        return await self._transport.send(call, models.Application)

    async def latest(self, organization_id: str) -> models.Application:
        """Read the newest application of an organization.

        Needs the right `onboarding.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET",
            path=address("/v1/organizations/{organization_id}/onboarding", organization_id=organization_id),
        )
        return await self._transport.send(call, models.Application)

    async def list(self, **query: Unpack[inputs.OnboardingListQuery]) -> Page[models.ApplicationSummary]:
        """List applications, oldest first, with their age and what is missing; those under way unless told otherwise.

        Needs the right `onboarding.view`.
        """
        call = Call(method="GET", path="/v1/onboarding-applications", query=query)
        return await self._transport.send(call, Page[models.ApplicationSummary])

    def list_all(self, **query: Unpack[inputs.OnboardingListQuery]) -> AsyncIterator[models.ApplicationSummary]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/onboarding-applications", query={**query, "cursor": cursor}),
                Page[models.ApplicationSummary],
            ),
        )

    async def refresh(self, application_id: str, *, idempotency_key: str | None = None) -> models.Application:
        """Look at every automatic step again; what is complete goes on to review, or in.

        Needs the right `onboarding.complete`.
        """
        call = Call(
            method="POST",
            path=address("/v1/onboarding-applications/{application_id}/refresh", application_id=application_id),
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Application)

    async def reject(
        self, application_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.Refuse]
    ) -> models.Application:
        """Refuse an applicant with a reason, which they get by mail.

        Needs the right `organization.approve`.

        Refused with: `requester_cannot_decide`.
        """
        call = Call(
            method="POST",
            path=address("/v1/onboarding-applications/{application_id}/reject", application_id=application_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Application)

    async def remove_document(
        self, application_id: str, step_id: str, file_id: str, *, version: int
    ) -> models.Application:
        """Take back a document of an open application.

        Needs the right `onboarding.complete`.

        Refused with: `not_found`, `application_invalid_transition`.
        """
        call = Call(
            method="DELETE",
            path=address(
                "/v1/onboarding-applications/{application_id}/steps/{step_id}/documents/{file_id}",
                application_id=application_id,
                step_id=step_id,
                file_id=file_id,
            ),
            version=version,
        )
        return await self._transport.send(call, models.Application)

    async def start(
        self, organization_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.StartOnboarding]
    ) -> models.Application:
        """Send a prospect through a checklist.

        Needs the right `onboarding.start`.

        Refused with: `not_found`, `already_applying`, `organization_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/organizations/{organization_id}/onboarding", organization_id=organization_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Application)

    async def submit(self, application_id: str, *, idempotency_key: str | None = None) -> models.Application:
        """Send an application to review again after changes were asked for.

        Needs the right `onboarding.complete`.

        Refused with: `application_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/onboarding-applications/{application_id}/submit", application_id=application_id),
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Application)
