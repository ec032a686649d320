"""What contracts keep beside their papers."""

revision = "0024_contract_papers"
down_revision = "0023_imports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What contracts keep beside their papers."""
