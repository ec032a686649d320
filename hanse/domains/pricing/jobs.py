"""Background work of pricing: importing files of entries, and books of prices to sort by."""

from __future__ import annotations

from hanse.domains.pricing.commands.books import BOOK_JOB, TIDY_JOB, build_book, tidy_books
from hanse.domains.pricing.commands.importing import import_prices
from hanse.domains.pricing.queries.imports import IMPORTS
from hanse.platform.registry import JobKind, Schedule

JOBS = (
    JobKind(
        IMPORTS.job,
        import_prices,
        rights=("price_list.import", "price_list.view", "price.view_cost"),
        timeout_seconds=3_600,
        outside=True,
        for_actor=True,
    ),
    JobKind(BOOK_JOB, build_book, rights=("price.view",), timeout_seconds=600, outside=True),
    JobKind(TIDY_JOB, tidy_books, rights=("price.view",), timeout_seconds=600, outside=True),
)
SCHEDULES = (Schedule("pricing.tidy_books", "41 2 * * *", TIDY_JOB),)
