"""Contracts: the agreement, its versions with clauses, the redlines and what is said, templates, and the tasks."""

from hanse.platform.db import schema as s

revision = "0019_contracts"
down_revision = "0018_storefront"
branch_labels = None
depends_on = None

SIDES = ("seller", "buyer")
CONTRACT_STATUSES = (
    "draft",
    "review",
    "negotiation",
    "approval",
    "approved",
    "signed",
    "active",
    "renewal",
    "terminated",
    "expired",
    "cancelled",
)
VERSION_STATUSES = (
    "draft",
    "review",
    "negotiation",
    "approval",
    "approved",
    "signed",
    "active",
    "superseded",
    "withdrawn",
    "ended",
)
RENEWAL_MODES = ("none", "manual", "auto", "evergreen")


def upgrade() -> None:
    """Make what templates are built from first, then the contract; everything else hangs on it."""
    library()
    templates()
    contracts()
    versions()
    wording()
    redlines()
    talk()
    tasks()
    s.create_tenant_table("contract_counters", s.bigint("next_number", check="next_number > 0"), primary_key=())


def library() -> None:
    """The clauses a business writes contracts with. `version` counts the wordings; `fallbacks` are those it may give
    way to: [{"label", "body"}]."""
    s.create_tenant_table(
        "library_clauses",
        s.text("key", pattern="[a-z][a-z0-9_-]{0,59}"),
        s.text("heading", max_length=200),
        s.text("heading_key", max_length=1000),
        s.text("body", max_length=20000),
        s.text("category", default="", max_length=60),
        s.boolean("is_required", default=False),
        s.jsonb("fallbacks", default="[]"),
        s.text("note", default="", max_length=2000),
        s.text("status", one_of=("active", "archived")),
        s.version(),
        *s.timestamps(),
        unique=("key",),
        indexes=(("heading_key", "id"),),
    )


def templates() -> None:
    """What a new contract begins with: clauses in order, terms, and the variables somebody has to fill in."""
    s.create_tenant_table(
        "contract_templates",
        s.text("name", max_length=120),
        s.text("name_key", max_length=1000),
        s.text("description", default="", max_length=2000),
        s.text("status", one_of=("draft", "active", "archived")),
        s.text("payment_terms", default="", max_length=500),
        s.integer("duration_months", nullable=True, check="duration_months BETWEEN 1 AND 600"),
        s.integer("notice_days", default=0, check="notice_days BETWEEN 0 AND 3650"),
        s.text("renewal_mode", one_of=RENEWAL_MODES),
        s.integer("renewal_months", nullable=True, check="renewal_months BETWEEN 1 AND 600"),
        s.bigint("uplift_micros", default=0, check="uplift_micros BETWEEN -1000000 AND 10000000"),
        s.jsonb("variables", default="[]"),
        s.version(),
        *s.timestamps(),
        unique=("name_key",),
    )
    s.create_tenant_table(
        "contract_template_clauses",
        s.uuid("template_id"),
        s.integer("position", check="position > 0"),
        s.text("key", pattern="[a-z][a-z0-9_-]{0,59}"),
        s.text("heading", max_length=200),
        s.text("body", max_length=20000),
        s.uuid("library_clause_id", nullable=True),
        s.boolean("is_required", default=False),
        primary_key=("template_id", "key"),
        foreign_keys=(
            s.fk("template_id", "contract_templates", on_delete="cascade"),
            s.fk("library_clause_id", "library_clauses", on_delete="restrict"),
        ),
    )


def contracts() -> None:
    """One row per agreement. Status, dates and value are those of the version in force, or of the first one on its way;
    `sent_at` says since when the partner knows of it."""
    s.create_tenant_table(
        "contracts",
        s.text("number", max_length=40),
        s.uuid("organization_id"),
        s.text("title", max_length=200),
        s.text("title_key", max_length=1000),
        s.text("status", one_of=CONTRACT_STATUSES),
        s.text("status_reason", nullable=True, max_length=1000),
        s.text("currency", pattern="[A-Z]{3}"),
        s.text("turn", nullable=True, one_of=SIDES),
        s.uuid("owner_member_id", nullable=True),
        s.uuid("buyer_member_id", nullable=True),
        s.uuid("parent_contract_id", nullable=True),
        s.uuid("active_version_id", nullable=True),
        s.uuid("working_version_id", nullable=True),
        s.integer("last_version", default=0),
        s.integer("priority", default=0),
        s.minor("value_minor", nullable=True),
        s.instant("starts_at", nullable=True),
        s.instant("ends_at", nullable=True),
        s.date("notice_on", nullable=True),
        s.instant("terminated_at", nullable=True),
        s.text("termination_reason", nullable=True, max_length=1000),
        s.instant("sent_at", nullable=True),
        s.instant("moved_at"),
        s.version(),
        *s.timestamps(),
        unique=("number",),
        foreign_keys=(
            s.fk("organization_id", "organizations", on_delete="restrict"),
            s.fk("owner_member_id", "members", on_delete="no action"),
            s.fk("buyer_member_id", "members", on_delete="no action"),
            s.fk("parent_contract_id", "contracts", on_delete="restrict"),
        ),
        indexes=(
            ("updated_at", "id"),
            ("organization_id", "status", "id"),
            ("status", "ends_at", "id"),
            ("value_minor", "id"),
            ("ends_at", "id"),
            ("notice_on", "id"),
        ),
    )


def versions() -> None:
    """The states of an agreement that are negotiated, approved and signed as a whole. From approval on nothing of one
    changes: `content_hash` binds it."""
    s.create_tenant_table(
        "contract_versions",
        s.uuid("contract_id"),
        s.integer("number", check="number > 0"),
        s.text("kind", one_of=("original", "amendment", "renewal")),
        s.text("status", one_of=VERSION_STATUSES),
        s.text("status_reason", nullable=True, max_length=1000),
        s.text("title", max_length=200),
        s.date("starts_on", nullable=True),
        s.date("ends_on", nullable=True),
        s.instant("starts_at", nullable=True),
        s.instant("ends_at", nullable=True),
        s.text("payment_terms", default="", max_length=500),
        s.integer("notice_days", default=0, check="notice_days BETWEEN 0 AND 3650"),
        s.text("renewal_mode", one_of=RENEWAL_MODES),
        s.integer("renewal_months", nullable=True, check="renewal_months BETWEEN 1 AND 600"),
        s.bigint("uplift_micros", default=0, check="uplift_micros BETWEEN -1000000 AND 10000000"),
        s.minor("value_minor", nullable=True, check="value_minor >= 0"),
        s.uuid("template_id", nullable=True),
        s.uuid("based_on_id", nullable=True),
        s.uuid("approval_id", nullable=True),
        s.text("content_hash", nullable=True, pattern="[0-9a-f]{64}"),
        s.jsonb("content", nullable=True),
        s.instant("frozen_at", nullable=True),
        s.instant("sent_at", nullable=True),
        s.integer("last_round", default=0),
        s.uuid("made_by", nullable=True),
        s.text("made_by_name", max_length=200),
        s.version(),
        *s.timestamps(),
        unique=(("contract_id", "number"),),
        foreign_keys=(
            s.fk("contract_id", "contracts", on_delete="restrict"),
            s.fk("template_id", "contract_templates", on_delete="restrict"),
        ),
        checks=(
            ("window", "ends_at > starts_at"),
            ("frozen", "(content_hash IS NULL) = (frozen_at IS NULL)"),
        ),
    )
    s.create_tenant_table(
        "contract_rounds",
        s.uuid("version_id"),
        s.integer("number", check="number > 0"),
        s.text("side", one_of=SIDES),
        s.jsonb("content"),
        s.text("comment", default="", max_length=1000),
        s.text("author_name", max_length=200),
        s.instant("created_at"),
        primary_key=("version_id", "number"),
        grants=("SELECT", "INSERT"),
        foreign_keys=(s.fk("version_id", "contract_versions", on_delete="restrict"),),
    )


def wording() -> None:
    """What a version says: its clauses, the values of their variables, and between whom."""
    s.create_tenant_table(
        "contract_clauses",
        s.uuid("version_id"),
        s.integer("position", check="position > 0"),
        s.text("key", pattern="[a-z][a-z0-9_-]{0,59}"),
        s.text("heading", max_length=200),
        s.text("body", max_length=20000),
        s.uuid("library_clause_id", nullable=True),
        s.integer("library_version", nullable=True),
        s.boolean("is_required", default=False),
        s.boolean("is_standard", default=False),
        s.text("fallback", nullable=True, max_length=120),
        unique=(("version_id", "key"),),
        foreign_keys=(
            s.fk("version_id", "contract_versions", on_delete="cascade"),
            s.fk("library_clause_id", "library_clauses", on_delete="restrict"),
        ),
        indexes=(("version_id", "position", "id"),),
    )
    s.create_tenant_table(
        "contract_variables",
        s.uuid("version_id"),
        s.text("name", pattern="[a-z][a-z0-9_]{0,59}"),
        s.text("value", max_length=1000),
        primary_key=("version_id", "name"),
        foreign_keys=(s.fk("version_id", "contract_versions", on_delete="cascade"),),
    )
    s.create_tenant_table(
        "contract_parties",
        s.uuid("version_id"),
        s.integer("position", check="position > 0"),
        s.text("side", one_of=SIDES),
        s.text("name", max_length=200),
        s.text("address", default="", max_length=1000),
        s.text("registration", default="", max_length=200),
        s.uuid("organization_id", nullable=True),
        s.text("signatory_name", default="", max_length=200),
        s.text("signatory_role", default="", max_length=120),
        s.text("signatory_email", default="", max_length=320),
        s.uuid("signatory_member_id", nullable=True),
        primary_key=("version_id", "position"),
        foreign_keys=(
            s.fk("version_id", "contract_versions", on_delete="cascade"),
            s.fk("organization_id", "organizations", on_delete="restrict"),
            s.fk("signatory_member_id", "members", on_delete="no action"),
        ),
    )


def redlines() -> None:
    """Proposed changes of clauses; the other side sees one from the handing over on (`sent_at`)."""
    s.create_tenant_table(
        "contract_changes",
        s.uuid("contract_id"),
        s.uuid("version_id"),
        s.text("clause_key", pattern="[a-z][a-z0-9_-]{0,59}"),
        s.text("kind", one_of=("add", "change", "remove", "move")),
        s.text("heading", nullable=True, max_length=200),
        s.text("body", nullable=True, max_length=20000),
        s.text("after_key", nullable=True, max_length=60),
        s.text("note", default="", max_length=2000),
        s.text("side", one_of=SIDES),
        s.uuid("author_member_id", nullable=True),
        s.text("author_name", max_length=200),
        s.text("status", one_of=("open", "accepted", "rejected", "withdrawn")),
        s.instant("sent_at", nullable=True),
        s.text("decided_by_name", nullable=True, max_length=200),
        s.instant("decided_at", nullable=True),
        s.text("reason", default="", max_length=1000),
        s.version(),
        s.instant("created_at"),
        foreign_keys=(
            s.fk("contract_id", "contracts", on_delete="restrict"),
            s.fk("version_id", "contract_versions", on_delete="cascade"),
        ),
        indexes=(("version_id", "status", "id"),),
    )


def talk() -> None:
    """What is said about a contract, its files, and what happened to it. Internal ones are the seller's own."""
    s.create_tenant_table(
        "contract_comments",
        s.uuid("contract_id"),
        s.uuid("version_id", nullable=True),
        s.text("clause_key", nullable=True, max_length=60),
        s.uuid("change_id", nullable=True),
        s.text("side", one_of=SIDES),
        s.boolean("is_internal", default=False),
        s.uuid("member_id", nullable=True),
        s.text("author_name", max_length=200),
        s.text("body", max_length=5000),
        s.instant("created_at"),
        grants=("SELECT", "INSERT"),
        foreign_keys=(s.fk("contract_id", "contracts", on_delete="restrict"),),
        indexes=(("contract_id", "id"),),
    )
    s.create_tenant_table(
        "contract_attachments",
        s.uuid("contract_id"),
        s.uuid("version_id", nullable=True),
        s.uuid("file_id"),
        s.boolean("is_internal", default=False),
        s.text("side", one_of=SIDES),
        s.text("name", max_length=200),
        s.text("content_type", max_length=120),
        s.bigint("size"),
        s.text("sha256", max_length=64),
        s.text("author_name", max_length=200),
        s.instant("created_at"),
        s.instant("removed_at", nullable=True),
        foreign_keys=(s.fk("contract_id", "contracts", on_delete="restrict"),),
        indexes=(("contract_id", "id"),),
    )
    s.create_tenant_table(
        "contract_steps",
        s.uuid("contract_id"),
        s.uuid("version_id", nullable=True),
        s.integer("version_number", nullable=True),
        s.text("action", max_length=40),
        s.text("status", one_of=VERSION_STATUSES),
        s.text("side", nullable=True, one_of=SIDES),
        s.boolean("is_internal", default=False),
        s.text("author_name", max_length=200),
        s.text("comment", default="", max_length=1000),
        s.instant("created_at"),
        grants=("SELECT", "INSERT"),
        foreign_keys=(s.fk("contract_id", "contracts", on_delete="restrict"),),
        indexes=(("contract_id", "id"),),
    )


def tasks() -> None:
    """What somebody has to do by a day. `source` names what derived it, so it is made once."""
    s.create_tenant_table(
        "contract_tasks",
        s.uuid("contract_id"),
        s.text("kind", one_of=("obligation", "milestone", "notice", "renewal", "service_level")),
        s.text("title", max_length=200),
        s.text("note", default="", max_length=2000),
        s.date("due_on"),
        s.text("side", one_of=SIDES),
        s.boolean("is_internal", default=False),
        s.uuid("assignee_member_id", nullable=True),
        s.integer("remind_days", default=7, check="remind_days BETWEEN 0 AND 365"),
        s.date("reminded_on", nullable=True),
        s.text("status", one_of=("open", "done", "waived")),
        s.text("source", nullable=True, max_length=80),
        s.text("done_by_name", nullable=True, max_length=200),
        s.instant("done_at", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=(s.unique("contract_id", "source", where="source IS NOT NULL"),),
        foreign_keys=(
            s.fk("contract_id", "contracts", on_delete="restrict"),
            s.fk("assignee_member_id", "members", on_delete="no action"),
        ),
        indexes=(("status", "due_on", "id"),),
    )
