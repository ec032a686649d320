"""Background work of the catalogue: sizes of pictures, search entries, files in and out."""

from __future__ import annotations

from hanse.domains.catalog.commands.exports import make_export
from hanse.domains.catalog.commands.importing import import_rows
from hanse.domains.catalog.commands.keeping import REINDEX_JOB
from hanse.domains.catalog.commands.media import RESIZE_JOB, resize_picture
from hanse.domains.catalog.commands.rewording import reindex_catalogue
from hanse.domains.catalog.queries.imports import EXPORT_JOB, IMPORTS
from hanse.platform.registry import JobKind

JOBS = (
    JobKind(
        IMPORTS.job,
        import_rows,
        rights=("product.import", "product.view", "product.create", "product.update", "category.manage"),
        timeout_seconds=3_600,
        outside=True,
        for_actor=True,
    ),
    JobKind(
        EXPORT_JOB,
        make_export,
        rights=("product.export", "product.view"),
        timeout_seconds=1_800,
        outside=True,
        for_actor=True,
    ),
    JobKind(REINDEX_JOB, reindex_catalogue, rights=("product.view",), timeout_seconds=1_800, outside=True),
    JobKind(RESIZE_JOB, resize_picture, rights=("product.view",), timeout_seconds=120, outside=True),
)
