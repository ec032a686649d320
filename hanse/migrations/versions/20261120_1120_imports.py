"""Files on their way into a tenant: one pair of tables for whatever their rows become."""

from hanse.platform.db import schema as s

revision = "0023_imports"
down_revision = "0022_federation"
branch_labels = None
depends_on = None

FORMER = ("organization", "catalog", "price")


def upgrade() -> None:
    """Make the shared tables, and take away those each kind of file had of its own before anything was released."""
    s.create_tenant_table(
        "imports",
        s.text("kind", pattern="^[a-z_]{1,40}$"),
        s.uuid("target_id", nullable=True),
        s.uuid("file_id"),
        s.text("file_name", max_length=255),
        s.text("status", one_of=("uploaded", "checking", "checked", "importing", "done", "failed")),
        s.text_array("columns"),
        s.jsonb("sample"),
        s.jsonb("mapping"),
        s.text("decimal_style", nullable=True, one_of=("point", "comma")),
        s.text("date_order", nullable=True, one_of=("dmy", "mdy")),
        s.jsonb("options", default="{}"),
        s.uuid("job_id", nullable=True),
        s.integer("row_count", default=0),
        s.integer("done_count", default=0),
        s.integer("created_count", default=0),
        s.integer("updated_count", default=0),
        s.integer("unchanged_count", default=0),
        s.integer("error_count", default=0),
        s.text("problem", default="", max_length=500),
        s.uuid("created_by", nullable=True),
        s.version(),
        *s.timestamps(),
        foreign_keys=(s.fk("created_by", "members", on_delete="no action"),),
        indexes=(("kind", "target_id", "id"),),
    )
    s.create_tenant_table(
        "import_problems",
        s.uuid("import_id"),
        s.integer("row_number"),
        s.integer("position"),
        s.text("column_name", default="", max_length=200),
        s.text("value", default="", max_length=200),
        s.text("message", max_length=500),
        primary_key=("import_id", "row_number", "position"),
        foreign_keys=(s.fk("import_id", "imports", on_delete="cascade"),),
    )
    for name in FORMER:
        s.drop_table(f"{name}_import_errors", unused_since="0.1.0")
        s.drop_table(f"{name}_imports", unused_since="0.1.0")
