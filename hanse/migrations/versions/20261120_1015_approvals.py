"""Approvals: policies, what waits for a decision, whose decision it waits for, what happened, and delegations."""

from hanse.platform.db import schema as s

revision = "0011_approvals"
down_revision = "0010_documents"
branch_labels = None
depends_on = None

STATUSES = ("pending", "approved", "rejected", "recalled", "superseded")
HAPPENINGS = (
    "submitted",
    "asked",
    "approved",
    "rejected",
    "commented",
    "recalled",
    "reassigned",
    "reminded",
    "escalated",
    "superseded",
    "alerted",
    "finished",
)


def upgrade() -> None:
    """Make the tables in the order they refer to each other."""
    policies()
    approvals()
    seats_and_events()
    delegations()


def policies() -> None:
    """Who has to approve what. Without an organization a policy holds for the whole business, else for it and below.

    The organization is only an id here: organizations stand above approvals.
    """
    s.create_tenant_table(
        "approval_policies",
        s.text("name", max_length=120),
        s.text("subject_kind", max_length=60, pattern="^[a-z][a-z0-9_]*$"),
        s.text("condition", default="", max_length=1000),
        s.integer("priority", default=100),
        s.uuid("organization_id", nullable=True),
        s.jsonb("levels"),
        s.boolean("is_active", default=True),
        s.uuid("created_by", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=("name",),
        indexes=(("subject_kind", "priority", "id"), ("organization_id", "id")),
    )


def approvals() -> None:
    """What waits or waited for a decision, frozen as it was submitted.

    `people` are all members the definition or the state names, so that one statement reads them.
    """
    s.create_tenant_table(
        "approvals",
        s.text("subject_kind", max_length=60),
        s.uuid("subject_id"),
        s.text("subject_ref", max_length=120),
        s.text("title", max_length=200),
        s.text("href", default="", max_length=400),
        s.uuid("organization_id", nullable=True),
        s.uuid("requester_member_id", nullable=True),
        s.text("requester_name", default="", max_length=200),
        s.boolean("is_internal", default=False),
        s.minor("amount_minor", nullable=True),
        s.minor("weighed_minor", nullable=True),
        s.text("currency", nullable=True, pattern="^[A-Z]{3}$"),
        s.text("evasion_key", nullable=True, max_length=200),
        s.jsonb("facts", default="{}"),
        s.jsonb("actor_facts", default="{}"),
        s.jsonb("document", default="{}"),
        s.text("document_hash", max_length=64),
        s.jsonb("definition"),
        s.jsonb("state"),
        s.uuid_array("people", default="{}"),
        s.text("status", one_of=STATUSES),
        s.boolean("is_automatic", default=False),
        s.text("reason", default="", max_length=1000),
        s.instant("due_at", nullable=True),
        s.instant("submitted_at"),
        s.instant("decided_at", nullable=True),
        s.version(),
        *s.timestamps(),
        checks=(
            ("amount", "(amount_minor IS NULL) = (currency IS NULL) AND (weighed_minor IS NULL) = (currency IS NULL)"),
            ("decided", "(status = 'pending') = (decided_at IS NULL)"),
        ),
        unique=(
            s.unique("subject_kind", "subject_id", where="status = 'pending'", name="approvals_pending_subject_key"),
        ),
        indexes=(
            ("submitted_at", "id"),
            ("status", "submitted_at", "id"),
            ("subject_kind", "subject_id", "submitted_at"),
            ("requester_member_id", "submitted_at"),
            ("organization_id", "submitted_at"),
            s.index("evasion_key", "submitted_at", where="evasion_key IS NOT NULL"),
        ),
    )


def seats_and_events() -> None:
    """Whose decision it is, for looking up from a person; and the history, which is only added to."""
    s.create_tenant_table(
        "approval_seats",
        s.uuid("approval_id"),
        s.uuid("member_id"),
        s.boolean("is_waiting", default=False),
        primary_key=("approval_id", "member_id"),
        foreign_keys=(s.fk("approval_id", "approvals", on_delete="cascade"),),
        indexes=(("member_id", "is_waiting", "approval_id"),),
    )
    s.create_tenant_table(
        "approval_events",
        s.uuid("approval_id"),
        s.text("kind", one_of=HAPPENINGS),
        s.integer("level", nullable=True),
        s.uuid("member_id", nullable=True),
        s.uuid("for_member_id", nullable=True),
        s.text("actor_name", default="", max_length=200),
        s.text("comment", default="", max_length=2000),
        s.jsonb("details", default="{}"),
        s.integer("position"),
        s.instant("created_at"),
        unique=(("approval_id", "position"),),
        foreign_keys=(s.fk("approval_id", "approvals", on_delete="cascade"),),
        grants=("SELECT", "INSERT"),
    )


def delegations() -> None:
    """Who decides for whom, for a while; never passed on."""
    s.create_tenant_table(
        "delegations",
        s.uuid("from_member_id"),
        s.uuid("to_member_id"),
        s.instant("starts_at"),
        s.instant("ends_at"),
        s.text_array("kinds", default="{}"),
        s.minor("amount_minor", nullable=True, check="amount_minor >= 0"),
        s.text("currency", nullable=True, pattern="^[A-Z]{3}$"),
        s.text("note", default="", max_length=400),
        s.instant("revoked_at", nullable=True),
        s.uuid("created_by", nullable=True),
        s.version(),
        *s.timestamps(),
        checks=(
            ("window", "ends_at > starts_at"),
            ("people", "from_member_id <> to_member_id"),
            ("amount", "(amount_minor IS NULL) = (currency IS NULL)"),
        ),
        foreign_keys=(
            s.fk("from_member_id", "members", on_delete="cascade"),
            s.fk("to_member_id", "members", on_delete="cascade"),
        ),
        indexes=(("to_member_id", "ends_at"), ("from_member_id", "ends_at"), ("created_at", "id")),
    )
