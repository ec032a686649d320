"""Owns running Hanse's processes: the embedded PostgreSQL, web and worker processes, as one tree.

Must not be here: what those processes do.
"""

from hanse.platform.supervisor.binaries import Binaries, find_binaries
from hanse.platform.supervisor.cluster import DatabaseBusy, EmbeddedPostgres, Endpoint, superuser_password
from hanse.platform.supervisor.errors import SupervisorError
from hanse.platform.supervisor.places import Places, arrange_places

__all__ = [
    "Binaries",
    "DatabaseBusy",
    "EmbeddedPostgres",
    "Endpoint",
    "Places",
    "SupervisorError",
    "arrange_places",
    "find_binaries",
    "superuser_password",
]
