"""What a business demands of those who log in."""

from hanse.platform.db import schema as s

revision = "0025_second_factor"
down_revision = "0024_contract_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the demand, and the two functions it is judged by."""
    demands()
    judging()


def demands() -> None:
    """From which day whom; one row of a business, once it was ever asked for."""
    s.create_tenant_table(
        "second_factor_demands",
        s.date("staff_from", nullable=True),
        s.date("partners_from", nullable=True),
        s.boolean("company_log_in_counts", default=True),
        s.version(),
        *s.timestamps(),
        primary_key=(),
        grants=("SELECT", "INSERT", "UPDATE"),
        comment="From which day a second factor is demanded of staff and of partners",
    )


def judging() -> None:
    """How a session was proven, and how many people could prove more than a password."""
    s.create_definer_function(
        "session_proof",
        "p_session uuid",
        "text",
        """
        SELECT CASE WHEN se.provider_id IS NOT NULL THEN 'company'
            WHEN ac.has_totp OR se.method = 'passkey' THEN 'own' ELSE 'none' END
        FROM sessions se JOIN accounts ac ON ac.id = se.account_id
        WHERE se.id = p_session AND se.ended_at IS NULL
        """,
        volatility="stable",
        reason="How a session was proven: by a second factor, by a company, or by neither; asked of the one at hand.",
    )
    s.create_definer_function(
        "second_factor_figures",
        "",
        "TABLE (is_staff boolean, people integer, with_one integer)",
        """
        SELECT f.is_staff, count(*)::integer, count(*) FILTER (WHERE f.has_one)::integer
        FROM (
            SELECT EXISTS (SELECT 1 FROM assignments a WHERE a.tenant_id = m.tenant_id AND a.member_id = m.id
                    AND a.organization_id IS NULL) AS is_staff,
                ac.has_totp OR EXISTS (SELECT 1 FROM account_passkeys pk WHERE pk.account_id = m.account_id) AS has_one
            FROM members m JOIN accounts ac ON ac.id = m.account_id
            WHERE m.tenant_id = app_tenant_id() AND m.status = 'active'
        ) f
        GROUP BY f.is_staff
        """,
        volatility="stable",
        rows=2,
        reason="How many of the staff and of the partners of the tenant at hand have a second factor; names nobody.",
    )
