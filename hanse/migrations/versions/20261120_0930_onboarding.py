"""Onboarding: checklists a tenant asks of new partners, each partner's way through one, and sealed bank details."""

from hanse.platform.db import schema as s

revision = "0007_onboarding"
down_revision = "0006_organizations"
branch_labels = None
depends_on = None

TYPES = ("buyer", "vendor", "distributor", "reseller", "carrier", "other")
KINDS = ("document", "tax_id", "address", "contact", "bank", "terms", "training", "check")


def upgrade() -> None:
    """Templates first, then what is made of them."""
    templates()
    applications()
    bank_accounts()


def templates() -> None:
    """What a tenant asks of new partners of one type; applications keep a copy, so that edits do not touch them."""
    s.create_tenant_table(
        "onboarding_templates",
        s.text("name", max_length=120),
        s.text("organization_type", one_of=TYPES),
        s.text("intro", default="", max_length=4000),
        s.jsonb("steps", default="[]"),
        s.boolean("approves_automatically", default=False),
        s.boolean("is_public", default=True),
        s.instant("archived_at", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=(s.unique("name", where="archived_at IS NULL", name="onboarding_templates_name_key"),),
    )


def applications() -> None:
    """One partner's way through a checklist. At most one is open at a time."""
    s.create_tenant_table(
        "onboarding_applications",
        s.uuid("organization_id"),
        s.uuid("template_id"),
        s.text("template_name", max_length=120),
        s.text("intro", default="", max_length=4000),
        s.boolean("approves_automatically", default=False),
        s.text("status", one_of=("open", "in_review", "approved", "rejected")),
        s.text("message", default="", max_length=2000),
        s.text("country", nullable=True, pattern="^[A-Z]{2}$"),
        s.uuid("applicant_member_id", nullable=True),
        s.uuid("started_by", nullable=True),
        s.instant("submitted_at", nullable=True),
        s.instant("decided_at", nullable=True),
        s.uuid("decided_by", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=(
            s.unique(
                "organization_id", where="status IN ('open', 'in_review')", name="onboarding_applications_running_key"
            ),
        ),
        foreign_keys=(
            s.fk("organization_id", "organizations", on_delete="cascade"),
            s.fk("template_id", "onboarding_templates", on_delete="restrict"),
            s.fk("applicant_member_id", "members", on_delete="no action"),
            s.fk("started_by", "members", on_delete="no action"),
            s.fk("decided_by", "members", on_delete="no action"),
        ),
        indexes=(("organization_id", "id"), ("status", "created_at", "id")),
    )
    s.create_tenant_table(
        "onboarding_steps",
        s.uuid("application_id"),
        s.text("key", max_length=40),
        s.text("kind", one_of=KINDS),
        s.text("label", max_length=200),
        s.text("help", default="", max_length=1000),
        s.text("body", default="", max_length=20000),
        s.text("url", nullable=True, max_length=500),
        s.text("check_name", nullable=True, max_length=40),
        s.boolean("is_required", default=True),
        s.smallint("position"),
        s.text("status", one_of=("todo", "done", "waiting", "failed"), default="todo"),
        s.text("message", default="", max_length=1000),
        s.boolean("is_reopened", default=False),
        s.jsonb("proof", nullable=True),
        s.instant("completed_at", nullable=True),
        s.uuid("completed_by", nullable=True),
        unique=(("application_id", "key"),),
        foreign_keys=(
            s.fk("application_id", "onboarding_applications", on_delete="cascade"),
            s.fk("completed_by", "members", on_delete="no action"),
        ),
        indexes=(("application_id", "position"),),
    )


def bank_accounts() -> None:
    """Where money goes. The number is sealed; only its last four characters can be read without asking for it."""
    s.create_tenant_table(
        "organization_bank_accounts",
        s.uuid("organization_id"),
        s.text("holder", max_length=200),
        s.text("country", pattern="^[A-Z]{2}$"),
        s.bytea("number_sealed"),
        s.text("last_four", max_length=4),
        s.text("bank_code", nullable=True, max_length=40),
        s.text("bank_name", default="", max_length=200),
        s.uuid("saved_by", nullable=True),
        s.instant("replaced_at", nullable=True),
        s.instant("created_at"),
        unique=(
            s.unique("organization_id", where="replaced_at IS NULL", name="organization_bank_accounts_current_key"),
        ),
        foreign_keys=(
            s.fk("organization_id", "organizations", on_delete="cascade"),
            s.fk("saved_by", "members", on_delete="no action"),
        ),
        indexes=(("organization_id", "id"),),
    )
