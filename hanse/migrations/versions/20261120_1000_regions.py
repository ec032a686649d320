"""The tables of regions, currencies and taxes."""

revision = "0008_regions"
down_revision = "0007_onboarding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""
