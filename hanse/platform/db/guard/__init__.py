"""The start-up guard: may this role, in this database, ever see two tenants at once? Read-only; it mends nothing.

`facts` reads the catalogue in one round trip, `rules` judges the facts, `reviewed` lists what is allowed on purpose.
"""

from hanse.platform.db.guard.check import (
    DatabaseUnsafe,
    check_database,
    check_start,
    read_revision,
    require_current_schema,
    require_safe_database,
)
from hanse.platform.db.guard.findings import Finding
from hanse.platform.db.guard.reviewed import PLATFORM, Reviewed

__all__ = [
    "PLATFORM",
    "DatabaseUnsafe",
    "Finding",
    "Reviewed",
    "check_database",
    "check_start",
    "read_revision",
    "require_current_schema",
    "require_safe_database",
]
