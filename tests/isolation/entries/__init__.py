"""How to call every operation rightly: one entry per registered operation, by domain. A new route needs one."""

from tests.isolation.entries.access import ENTRIES as ACCESS
from tests.isolation.entries.catalog import ENTRIES as CATALOG
from tests.isolation.entries.identity import ENTRIES as IDENTITY
from tests.isolation.entries.organizations import ENTRIES as ORGANIZATIONS
from tests.isolation.entries.tenants import ENTRIES as TENANTS
from tests.isolation.world import Entry

ENTRIES: dict[str, Entry] = {**TENANTS, **IDENTITY, **ACCESS, **ORGANIZATIONS, **CATALOG}
