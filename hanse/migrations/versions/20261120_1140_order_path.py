"""What placing and deciding read and write less of.

Levels of stock are changed far more often than they are made: with room left in their pages a change stays on its page,
and no index is told of it.
"""

from hanse.platform.db import schema as s

revision = "0027_order_path"
down_revision = "0026_own_prices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Leave room where rows are changed in place."""
    s.execute("ALTER TABLE stock_levels SET (fillfactor = 70)")
