"""What a business demands of those who log in."""

revision = "0025_second_factor"
down_revision = "0024_contract_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What a business demands of those who log in."""
