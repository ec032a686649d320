"""What contracts keep beside their papers."""

from hanse.platform.db import schema as s

revision = "0024_contract_papers"
down_revision = "0023_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What contracts keep beside their papers."""
    s.execute("SELECT 1")
