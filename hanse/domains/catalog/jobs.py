"""Background work of the catalogue: sizes of pictures, search entries."""

from __future__ import annotations

from hanse.domains.catalog.commands.keeping import REINDEX_JOB
from hanse.domains.catalog.commands.media import RESIZE_JOB, resize_picture
from hanse.domains.catalog.commands.rewording import reindex_catalogue
from hanse.platform.registry import JobKind

JOBS = (
    JobKind(REINDEX_JOB, reindex_catalogue, rights=("product.view",), timeout_seconds=1_800, outside=True),
    JobKind(RESIZE_JOB, resize_picture, rights=("product.view",), timeout_seconds=120, outside=True),
)
