"""The client itself. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

import httpx

from hanse.client.retrying import Retrying
from hanse.client.sync.account import AccountOperations
from hanse.client.sync.address import AddressOperations
from hanse.client.sync.api_key import ApiKeyOperations
from hanse.client.sync.audit import AuditOperations
from hanse.client.sync.bank_account import BankAccountOperations
from hanse.client.sync.contact import ContactOperations
from hanse.client.sync.custom_field import CustomFieldOperations
from hanse.client.sync.event import EventOperations
from hanse.client.sync.identity_provider import IdentityProviderOperations
from hanse.client.sync.invitation import InvitationOperations
from hanse.client.sync.job import JobOperations
from hanse.client.sync.me import MeOperations
from hanse.client.sync.member import MemberOperations
from hanse.client.sync.onboarding import OnboardingOperations
from hanse.client.sync.onboarding_template import OnboardingTemplateOperations
from hanse.client.sync.organization import OrganizationOperations
from hanse.client.sync.passkey import PasskeyOperations
from hanse.client.sync.recovery_codes import RecoveryCodesOperations
from hanse.client.sync.role import RoleOperations
from hanse.client.sync.session import SessionOperations
from hanse.client.sync.tax_id import TaxIdOperations
from hanse.client.sync.tenant import TenantOperations
from hanse.client.sync.totp import TotpOperations
from hanse.client.transport import Transport, headers_for

VERSION = "0.1.0"


class Hanse:
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
        http: httpx.Client | None = None,
    ) -> None:
        self._http = http or httpx.Client(base_url=url, timeout=timeout)
        sent = {**headers_for(api_key, VERSION), **(headers or {})}
        transport = Transport(self._http, sent, retrying or Retrying())
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

    def close(self) -> None:
        """Give up the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
