"""What a virus scanner said of files."""

from hanse.platform.db import schema as s

revision = "0028_scans"
down_revision = "0027_order_path"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the state of scanned files; none: kept while no scanner was set."""
    s.add_column("files", s.text("scan_state", nullable=True, one_of=("waiting", "clean", "refused")))
    s.add_column("files", s.text("scan_finding", nullable=True, max_length=200))
    s.add_column("files", s.instant("scanned_at", nullable=True))
