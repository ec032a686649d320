"""M7: what happened stays as it was. The application's own role cannot change or remove it, whatever its code does."""

from __future__ import annotations

import psycopg
import pytest

from hanse.platform.db.provision import DatabaseUrls
from hanse.testing.database import Cluster
from hanse.testing.installation import Business
from tests.domains.inventory.goods import stocked

KEPT = (
    "approval_events",
    "audit_chain",
    "audit_checkpoints",
    "audit_entries",
    "order_messages",
    "quote_versions",
    "stock_movements",
)
GRANTED = """
    SELECT table_name, privilege_type FROM information_schema.role_table_grants
    WHERE grantee = 'hanse_app' AND table_name = ANY (%s) AND privilege_type NOT IN ('SELECT', 'INSERT')
"""


def test_no_right_to_change_history_is_granted(cluster: Cluster, installation_urls: DatabaseUrls) -> None:
    with psycopg.connect(installation_urls.owner) as connection:
        assert connection.execute(GRANTED, (list(KEPT),)).fetchall() == []
        columns = """
            SELECT table_name, column_name FROM information_schema.column_privileges
            WHERE grantee = 'hanse_app' AND table_name = ANY (%s) AND privilege_type = 'UPDATE'"""
        assert connection.execute(columns, (list(KEPT),)).fetchall() == []


@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("statement", ["UPDATE {} SET tenant_id = tenant_id", "DELETE FROM {}", "TRUNCATE {}"])
async def test_history_cannot_be_rewritten(business: Business, table: str, statement: str) -> None:
    with pytest.raises(Exception, match="permission denied"):
        async with business.open() as ctx:
            await ctx.db.run(statement.format(table))  # type: ignore[arg-type]


async def test_a_movement_and_its_audit_row_outlive_every_attempt(business: Business) -> None:
    variant, _ = await stocked(business.owner, "5")
    for statement in ("UPDATE stock_movements SET on_hand_change = 0", "DELETE FROM audit_entries"):
        with pytest.raises(Exception, match="permission denied"):
            async with business.open() as ctx:
                await ctx.db.run(statement)  # type: ignore[arg-type]
    async with business.open() as ctx:
        moved = await ctx.db.value("SELECT sum(on_hand_change)::bigint FROM stock_movements")
        told = await ctx.db.value("SELECT count(*) FROM audit_entries")
    assert (moved, told > 0) == (50_000, True), variant
