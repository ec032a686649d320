"""Certificates of tenants, seals of documents, signatures of contracts."""

from hanse.platform.db import schema as s

revision = "0021_signing"
down_revision = "0020_contract_terms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A private key is kept only as the installation's crypto wrote it. Seals are never changed or removed."""
    s.add_column("documents", s.boolean("is_sealed", default=False))
    s.add_column("documents", s.boolean("is_archival", default=False))
    s.create_tenant_table(
        "signing_certificates",
        s.text("name", max_length=200),
        s.text("issuer", max_length=200),
        s.text("origin", one_of=("made", "uploaded")),
        s.text("algorithm", max_length=40),
        s.text("fingerprint", max_length=64),
        s.text("certificate", max_length=20_000),
        s.text("chain", max_length=100_000),
        s.bytea("key_sealed"),
        s.instant("valid_from"),
        s.instant("valid_until"),
        s.uuid("created_by", nullable=True),
        s.instant("created_at"),
        s.instant("retired_at", nullable=True),
        unique=("fingerprint",),
        foreign_keys=(s.fk("created_by", "members", on_delete="no action"),),
    )
    s.create_tenant_table(
        "document_seals",
        s.uuid("document_id"),
        s.uuid("certificate_id"),
        s.text("title", max_length=200),
        s.text("sha256", max_length=64),
        s.instant("sealed_at"),
        unique=("document_id",),
        foreign_keys=(
            s.fk("document_id", "documents", on_delete="no action"),
            s.fk("certificate_id", "signing_certificates", on_delete="no action"),
        ),
        indexes=(("sha256",),),
        grants=("SELECT", "INSERT"),
    )
    s.create_tenant_table(
        "contract_signatures",
        s.uuid("contract_id"),
        s.uuid("version_id"),
        s.integer("position", check="position > 0"),
        s.text("side", one_of=("seller", "buyer")),
        s.text("method", one_of=("in_app", "paper")),
        s.text("signed_name", max_length=200),
        s.uuid("member_id", nullable=True),
        s.text("email", default="", max_length=320),
        s.text("ip", default="", max_length=60),
        s.text("user_agent", default="", max_length=300),
        s.text("request_id", default="", max_length=100),
        s.text("content_hash", pattern="[0-9a-f]{64}"),
        s.text("statement", max_length=1_000),
        s.instant("signed_at"),
        unique=(("version_id", "position"),),
        foreign_keys=(
            s.fk("contract_id", "contracts", on_delete="restrict"),
            s.fk("version_id", "contract_versions", on_delete="restrict"),
            s.fk("member_id", "members", on_delete="no action"),
        ),
        grants=("SELECT", "INSERT"),
    )
