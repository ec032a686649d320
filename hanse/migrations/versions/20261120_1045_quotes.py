"""The tables of quotes."""

revision = "0017_quotes"
down_revision = "0016_checkout"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""
