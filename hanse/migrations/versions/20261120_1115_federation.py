"""What logging in through a SAML provider needs."""

revision = "0022_federation"
down_revision = "0021_signing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing to keep yet."""
