"""Files on their way into a tenant."""

revision = "0023_imports"
down_revision = "0022_federation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""
