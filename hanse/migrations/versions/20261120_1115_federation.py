"""What logging in through a SAML provider needs."""

from hanse.platform.db import schema as s

revision = "0022_federation"
down_revision = "0021_signing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """SAML beside OpenID Connect: where people log in, whose signature counts, and which answers were used."""
    s.add_column("identity_providers", s.text("sso_url", nullable=True))
    s.add_column("identity_providers", s.text_array("certificates", default="{}"))
    s.create_tenant_table(
        "identity_answers",
        s.uuid("provider_id"),
        s.bytea("answer_hash"),
        s.instant("ends_at"),
        unique=(("provider_id", "answer_hash"),),
        indexes=(("ends_at", "id"),),
        foreign_keys=(s.fk("provider_id", "identity_providers", on_delete="cascade"),),
        grants=("SELECT", "INSERT", "DELETE"),
    )
