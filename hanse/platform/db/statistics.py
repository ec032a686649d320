"""Owns telling PostgreSQL at once what a large change left behind; it finds out by itself within half a minute.

Until then it plans for empty tables, and a page over thousands of new rows may take seconds. Must not be here: changes.
"""

import psycopg


def refresh_statistics(owner_url: str) -> None:
    """Count all tables anew, as the owner of them."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("ANALYZE")
