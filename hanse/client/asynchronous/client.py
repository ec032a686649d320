"""The client itself. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

import httpx

from hanse.client.asynchronous.account import AccountOperations
from hanse.client.asynchronous.address import AddressOperations
from hanse.client.asynchronous.api_key import ApiKeyOperations
from hanse.client.asynchronous.audit import AuditOperations
from hanse.client.asynchronous.bank_account import BankAccountOperations
from hanse.client.asynchronous.contact import ContactOperations
from hanse.client.asynchronous.custom_field import CustomFieldOperations
from hanse.client.asynchronous.event import EventOperations
from hanse.client.asynchronous.identity_provider import IdentityProviderOperations
from hanse.client.asynchronous.invitation import InvitationOperations
from hanse.client.asynchronous.job import JobOperations
from hanse.client.asynchronous.me import MeOperations
from hanse.client.asynchronous.member import MemberOperations
from hanse.client.asynchronous.onboarding import OnboardingOperations
from hanse.client.asynchronous.onboarding_template import OnboardingTemplateOperations
from hanse.client.asynchronous.organization import OrganizationOperations
from hanse.client.asynchronous.passkey import PasskeyOperations
from hanse.client.asynchronous.recovery_codes import RecoveryCodesOperations
from hanse.client.asynchronous.role import RoleOperations
from hanse.client.asynchronous.session import SessionOperations
from hanse.client.asynchronous.tax_id import TaxIdOperations
from hanse.client.asynchronous.tenant import TenantOperations
from hanse.client.asynchronous.totp import TotpOperations
from hanse.client.retrying import Retrying
from hanse.client.transport import AsyncTransport, headers_for

VERSION = "0.1.0"


class AsyncHanse:
    """A Hanse installation: one attribute for each kind of thing, one method for each operation.

    `http` replaces the connection (its own base address counts); `headers` go along with every request.
    """

    def __init__(
        self,
        url: str,
        api_key: str | None = None,
        *,
        timeout: float = 30.0,
        retrying: Retrying | None = None,
        headers: Mapping[str, str] | None = None,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._http = http or httpx.AsyncClient(base_url=url, timeout=timeout)
        sent = {**headers_for(api_key, VERSION), **(headers or {})}
        transport = AsyncTransport(self._http, sent, retrying or Retrying())
        self.account = AccountOperations(transport)
        self.address = AddressOperations(transport)
        self.api_key = ApiKeyOperations(transport)
        self.audit = AuditOperations(transport)
        self.bank_account = BankAccountOperations(transport)
        self.contact = ContactOperations(transport)
        self.custom_field = CustomFieldOperations(transport)
        self.event = EventOperations(transport)
        self.identity_provider = IdentityProviderOperations(transport)
        self.invitation = InvitationOperations(transport)
        self.job = JobOperations(transport)
        self.me = MeOperations(transport)
        self.member = MemberOperations(transport)
        self.onboarding = OnboardingOperations(transport)
        self.onboarding_template = OnboardingTemplateOperations(transport)
        self.organization = OrganizationOperations(transport)
        self.passkey = PasskeyOperations(transport)
        self.recovery_codes = RecoveryCodesOperations(transport)
        self.role = RoleOperations(transport)
        self.session = SessionOperations(transport)
        self.tax_id = TaxIdOperations(transport)
        self.tenant = TenantOperations(transport)
        self.totp = TotpOperations(transport)

    async def aclose(self) -> None:
        """Give up the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
