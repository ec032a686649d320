"""What contracts keep beside their papers: when an authority stamped the seal of one, or why none did."""

from hanse.platform.db import schema as s

revision = "0024_contract_papers"
down_revision = "0023_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A seal without a time-stamp says nothing here unless one was wanted."""
    s.add_column("document_seals", s.instant("stamped_at", nullable=True))
    s.add_column("document_seals", s.text("stamped_by", default="", max_length=200))
    s.add_column("document_seals", s.text("stamp_problem", default="", max_length=300))
