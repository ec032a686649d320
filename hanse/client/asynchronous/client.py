"""The client itself. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

import httpx

from hanse.client.asynchronous.account import AccountOperations
from hanse.client.asynchronous.address import AddressOperations
from hanse.client.asynchronous.api_key import ApiKeyOperations
from hanse.client.asynchronous.approval import ApprovalOperations
from hanse.client.asynchronous.approval_policy import ApprovalPolicyOperations
from hanse.client.asynchronous.attribute import AttributeOperations
from hanse.client.asynchronous.audit import AuditOperations
from hanse.client.asynchronous.bank_account import BankAccountOperations
from hanse.client.asynchronous.budget import BudgetOperations
from hanse.client.asynchronous.cart import CartOperations
from hanse.client.asynchronous.catalogue_assignment import CatalogueAssignmentOperations
from hanse.client.asynchronous.category import CategoryOperations
from hanse.client.asynchronous.checkout_rules import CheckoutRulesOperations
from hanse.client.asynchronous.contact import ContactOperations
from hanse.client.asynchronous.contract import ContractOperations
from hanse.client.asynchronous.contract_template import ContractTemplateOperations
from hanse.client.asynchronous.cost_centre import CostCentreOperations
from hanse.client.asynchronous.country import CountryOperations
from hanse.client.asynchronous.currency import CurrencyOperations
from hanse.client.asynchronous.custom_field import CustomFieldOperations
from hanse.client.asynchronous.delegation import DelegationOperations
from hanse.client.asynchronous.document import DocumentOperations
from hanse.client.asynchronous.event import EventOperations
from hanse.client.asynchronous.expected_receipt import ExpectedReceiptOperations
from hanse.client.asynchronous.identity_provider import IdentityProviderOperations
from hanse.client.asynchronous.inventory import InventoryOperations
from hanse.client.asynchronous.invitation import InvitationOperations
from hanse.client.asynchronous.job import JobOperations
from hanse.client.asynchronous.location import LocationOperations
from hanse.client.asynchronous.me import MeOperations
from hanse.client.asynchronous.member import MemberOperations
from hanse.client.asynchronous.notification import NotificationOperations
from hanse.client.asynchronous.notification_preference import NotificationPreferenceOperations
from hanse.client.asynchronous.notification_template import NotificationTemplateOperations
from hanse.client.asynchronous.onboarding import OnboardingOperations
from hanse.client.asynchronous.onboarding_template import OnboardingTemplateOperations
from hanse.client.asynchronous.order import OrderOperations
from hanse.client.asynchronous.order_request import OrderRequestOperations
from hanse.client.asynchronous.organization import OrganizationOperations
from hanse.client.asynchronous.passkey import PasskeyOperations
from hanse.client.asynchronous.price import PriceOperations
from hanse.client.asynchronous.price_change import PriceChangeOperations
from hanse.client.asynchronous.price_import import PriceImportOperations
from hanse.client.asynchronous.price_list import PriceListOperations
from hanse.client.asynchronous.product import ProductOperations
from hanse.client.asynchronous.quote import QuoteOperations
from hanse.client.asynchronous.recovery_codes import RecoveryCodesOperations
from hanse.client.asynchronous.region import RegionOperations
from hanse.client.asynchronous.role import RoleOperations
from hanse.client.asynchronous.second_factor import SecondFactorOperations
from hanse.client.asynchronous.session import SessionOperations
from hanse.client.asynchronous.shopping_list import ShoppingListOperations
from hanse.client.asynchronous.signing_certificate import SigningCertificateOperations
from hanse.client.asynchronous.standing_order import StandingOrderOperations
from hanse.client.asynchronous.stock_count import StockCountOperations
from hanse.client.asynchronous.stock_file import StockFileOperations
from hanse.client.asynchronous.stock_transfer import StockTransferOperations
from hanse.client.asynchronous.storefront import StorefrontOperations
from hanse.client.asynchronous.tax import TaxOperations
from hanse.client.asynchronous.tax_class import TaxClassOperations
from hanse.client.asynchronous.tax_id import TaxIdOperations
from hanse.client.asynchronous.tax_rate import TaxRateOperations
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
        self.approval = ApprovalOperations(transport)
        self.approval_policy = ApprovalPolicyOperations(transport)
        self.attribute = AttributeOperations(transport)
        self.audit = AuditOperations(transport)
        self.bank_account = BankAccountOperations(transport)
        self.budget = BudgetOperations(transport)
        self.cart = CartOperations(transport)
        self.catalogue_assignment = CatalogueAssignmentOperations(transport)
        self.category = CategoryOperations(transport)
        self.checkout_rules = CheckoutRulesOperations(transport)
        self.contact = ContactOperations(transport)
        self.contract = ContractOperations(transport)
        self.contract_template = ContractTemplateOperations(transport)
        self.cost_centre = CostCentreOperations(transport)
        self.country = CountryOperations(transport)
        self.currency = CurrencyOperations(transport)
        self.custom_field = CustomFieldOperations(transport)
        self.delegation = DelegationOperations(transport)
        self.document = DocumentOperations(transport)
        self.event = EventOperations(transport)
        self.expected_receipt = ExpectedReceiptOperations(transport)
        self.identity_provider = IdentityProviderOperations(transport)
        self.inventory = InventoryOperations(transport)
        self.invitation = InvitationOperations(transport)
        self.job = JobOperations(transport)
        self.location = LocationOperations(transport)
        self.me = MeOperations(transport)
        self.member = MemberOperations(transport)
        self.notification = NotificationOperations(transport)
        self.notification_preference = NotificationPreferenceOperations(transport)
        self.notification_template = NotificationTemplateOperations(transport)
        self.onboarding = OnboardingOperations(transport)
        self.onboarding_template = OnboardingTemplateOperations(transport)
        self.order = OrderOperations(transport)
        self.order_request = OrderRequestOperations(transport)
        self.organization = OrganizationOperations(transport)
        self.passkey = PasskeyOperations(transport)
        self.price = PriceOperations(transport)
        self.price_change = PriceChangeOperations(transport)
        self.price_import = PriceImportOperations(transport)
        self.price_list = PriceListOperations(transport)
        self.product = ProductOperations(transport)
        self.quote = QuoteOperations(transport)
        self.recovery_codes = RecoveryCodesOperations(transport)
        self.region = RegionOperations(transport)
        self.role = RoleOperations(transport)
        self.second_factor = SecondFactorOperations(transport)
        self.session = SessionOperations(transport)
        self.shopping_list = ShoppingListOperations(transport)
        self.signing_certificate = SigningCertificateOperations(transport)
        self.standing_order = StandingOrderOperations(transport)
        self.stock_count = StockCountOperations(transport)
        self.stock_file = StockFileOperations(transport)
        self.stock_transfer = StockTransferOperations(transport)
        self.storefront = StorefrontOperations(transport)
        self.tax = TaxOperations(transport)
        self.tax_class = TaxClassOperations(transport)
        self.tax_id = TaxIdOperations(transport)
        self.tax_rate = TaxRateOperations(transport)
        self.tenant = TenantOperations(transport)
        self.totp = TotpOperations(transport)

    async def aclose(self) -> None:
        """Give up the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
