"""What contracts promise in figures: prices, commitments and what was drawn from them, renewals.

A published price list names what published it, and an entry the clause that agrees it, so that a trace can say why.
"""

from hanse.platform.db import schema as s

revision = "0020_contract_terms"
down_revision = "0019_contracts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """First what pricing says of its sources."""
    published_lists()


def published_lists() -> None:
    """The columns by which a list and its entries name where they come from."""
    s.add_column("price_lists", s.text("source_kind", nullable=True, max_length=40))
    s.add_column("price_lists", s.text("source_id", nullable=True, max_length=60))
    s.add_column("price_lists", s.text("source_label", nullable=True, max_length=200))
    s.add_column("price_entries", s.text("clause_label", nullable=True, max_length=200))
