"""How to call every operation rightly: one entry per registered operation, by domain. A new route needs one."""

from tests.isolation.entries.access import ENTRIES as ACCESS
from tests.isolation.entries.approvals import ENTRIES as APPROVALS
from tests.isolation.entries.catalog import ENTRIES as CATALOG
from tests.isolation.entries.checkout import ENTRIES as CHECKOUT
from tests.isolation.entries.contract_figures import ENTRIES as CONTRACT_FIGURES
from tests.isolation.entries.contracts import ENTRIES as CONTRACTS
from tests.isolation.entries.contracts_signed import ENTRIES as CONTRACTS_SIGNED
from tests.isolation.entries.documents import ENTRIES as DOCUMENTS
from tests.isolation.entries.identity import ENTRIES as IDENTITY
from tests.isolation.entries.inventory import ENTRIES as INVENTORY
from tests.isolation.entries.notifications import ENTRIES as NOTIFICATIONS
from tests.isolation.entries.orders import ENTRIES as ORDERS
from tests.isolation.entries.organizations import ENTRIES as ORGANIZATIONS
from tests.isolation.entries.pricing import ENTRIES as PRICING
from tests.isolation.entries.quotes import ENTRIES as QUOTES
from tests.isolation.entries.regions import ENTRIES as REGIONS
from tests.isolation.entries.storefront import ENTRIES as STOREFRONT
from tests.isolation.entries.tenants import ENTRIES as TENANTS
from tests.isolation.world import Entry

ENTRIES: dict[str, Entry] = {
    **TENANTS,
    **IDENTITY,
    **ACCESS,
    **APPROVALS,
    **CATALOG,
    **CHECKOUT,
    **CONTRACTS,
    **CONTRACT_FIGURES,
    **CONTRACTS_SIGNED,
    **DOCUMENTS,
    **INVENTORY,
    **NOTIFICATIONS,
    **ORDERS,
    **ORGANIZATIONS,
    **PRICING,
    **QUOTES,
    **REGIONS,
    **STOREFRONT,
}
