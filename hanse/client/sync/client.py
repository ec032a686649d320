"""The client itself. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

import httpx

from hanse.client.retrying import Retrying
from hanse.client.sync.account import AccountOperations
from hanse.client.sync.address import AddressOperations
from hanse.client.sync.api_key import ApiKeyOperations
from hanse.client.sync.approval import ApprovalOperations
from hanse.client.sync.approval_policy import ApprovalPolicyOperations
from hanse.client.sync.attribute import AttributeOperations
from hanse.client.sync.audit import AuditOperations
from hanse.client.sync.bank_account import BankAccountOperations
from hanse.client.sync.budget import BudgetOperations
from hanse.client.sync.cart import CartOperations
from hanse.client.sync.catalogue_assignment import CatalogueAssignmentOperations
from hanse.client.sync.category import CategoryOperations
from hanse.client.sync.checkout_rules import CheckoutRulesOperations
from hanse.client.sync.contact import ContactOperations
from hanse.client.sync.contract import ContractOperations
from hanse.client.sync.contract_template import ContractTemplateOperations
from hanse.client.sync.cost_centre import CostCentreOperations
from hanse.client.sync.country import CountryOperations
from hanse.client.sync.currency import CurrencyOperations
from hanse.client.sync.custom_field import CustomFieldOperations
from hanse.client.sync.delegation import DelegationOperations
from hanse.client.sync.document import DocumentOperations
from hanse.client.sync.event import EventOperations
from hanse.client.sync.expected_receipt import ExpectedReceiptOperations
from hanse.client.sync.identity_provider import IdentityProviderOperations
from hanse.client.sync.inventory import InventoryOperations
from hanse.client.sync.invitation import InvitationOperations
from hanse.client.sync.job import JobOperations
from hanse.client.sync.location import LocationOperations
from hanse.client.sync.me import MeOperations
from hanse.client.sync.member import MemberOperations
from hanse.client.sync.notification import NotificationOperations
from hanse.client.sync.notification_preference import NotificationPreferenceOperations
from hanse.client.sync.notification_template import NotificationTemplateOperations
from hanse.client.sync.onboarding import OnboardingOperations
from hanse.client.sync.onboarding_template import OnboardingTemplateOperations
from hanse.client.sync.order import OrderOperations
from hanse.client.sync.order_request import OrderRequestOperations
from hanse.client.sync.organization import OrganizationOperations
from hanse.client.sync.passkey import PasskeyOperations
from hanse.client.sync.price import PriceOperations
from hanse.client.sync.price_change import PriceChangeOperations
from hanse.client.sync.price_import import PriceImportOperations
from hanse.client.sync.price_list import PriceListOperations
from hanse.client.sync.product import ProductOperations
from hanse.client.sync.quote import QuoteOperations
from hanse.client.sync.recovery_codes import RecoveryCodesOperations
from hanse.client.sync.region import RegionOperations
from hanse.client.sync.role import RoleOperations
from hanse.client.sync.second_factor import SecondFactorOperations
from hanse.client.sync.session import SessionOperations
from hanse.client.sync.shopping_list import ShoppingListOperations
from hanse.client.sync.signing_certificate import SigningCertificateOperations
from hanse.client.sync.standing_order import StandingOrderOperations
from hanse.client.sync.stock_count import StockCountOperations
from hanse.client.sync.stock_file import StockFileOperations
from hanse.client.sync.stock_transfer import StockTransferOperations
from hanse.client.sync.storefront import StorefrontOperations
from hanse.client.sync.tax import TaxOperations
from hanse.client.sync.tax_class import TaxClassOperations
from hanse.client.sync.tax_id import TaxIdOperations
from hanse.client.sync.tax_rate import TaxRateOperations
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

    def close(self) -> None:
        """Give up the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
