"""Documents: the papers made for quotes, orders and other subjects, with the data they were made from."""

from hanse.platform.db import schema as s

revision = "0010_documents"
down_revision = "0009_notifications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """`data` is kept, so that the same paper can be made again, byte for byte."""
    s.create_tenant_table(
        "documents",
        s.text("kind", max_length=60),
        s.text("subject_kind", max_length=60),
        s.text("subject_id", max_length=60),
        s.uuid("organization_id", nullable=True),
        s.text("title", max_length=200),
        s.text("template", max_length=60),
        s.jsonb("data"),
        s.boolean("is_internal", default=False),
        s.text("status", one_of=("waiting", "ready", "failed")),
        s.text("problem", default="", max_length=500),
        s.uuid("file_id", nullable=True),
        s.integer("page_count", nullable=True),
        s.uuid("made_by", nullable=True),
        s.instant("created_at"),
        s.instant("made_at", nullable=True),
        foreign_keys=(s.fk("made_by", "members", on_delete="no action"),),
        indexes=(("subject_kind", "subject_id", "id"), ("organization_id", "id")),
    )
