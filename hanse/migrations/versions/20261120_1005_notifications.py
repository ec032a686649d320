"""Notifications: what each person was told, how they want to be told, their digests, and the wording of e-mails."""

from hanse.platform.db import schema as s

revision = "0009_notifications"
down_revision = "0008_regions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rows of people first; they go when the person's membership goes."""
    notifications()
    preferences()
    templates()


def notifications() -> None:
    """One row for one person. `mail` says what becomes of the e-mail: none, on its way, waiting for a digest, sent."""
    s.create_tenant_table(
        "notifications",
        s.uuid("member_id"),
        s.text("kind", max_length=60),
        s.text("subject_kind", max_length=60),
        s.text("subject_id", max_length=60),
        s.text("title", max_length=200),
        s.text("body", default="", max_length=4000),
        s.text("href", default="", max_length=500),
        s.jsonb("facts", default="[]"),
        s.boolean("is_urgent", default=False),
        s.boolean("is_in_app", default=True),
        s.text("mail", one_of=("none", "now", "digest", "sent")),
        s.instant("created_at"),
        s.instant("read_at", nullable=True),
        foreign_keys=(s.fk("member_id", "members", on_delete="cascade"),),
        indexes=(
            ("member_id", "id"),
            s.index("member_id", "id", where="read_at IS NULL AND is_in_app", name="notifications_unread_idx"),
            s.index("member_id", "id", where="mail = 'digest'", name="notifications_digest_idx"),
        ),
    )


def preferences() -> None:
    """What a person chose for a kind; a kind without a row follows its own default."""
    s.create_tenant_table(
        "notification_preferences",
        s.uuid("member_id"),
        s.text("kind", max_length=60),
        s.boolean("is_in_app", default=True),
        s.text("email", one_of=("now", "digest", "off")),
        s.instant("updated_at"),
        primary_key=("member_id", "kind"),
        foreign_keys=(s.fk("member_id", "members", on_delete="cascade"),),
    )
    s.create_tenant_table(
        "digests",
        s.uuid("member_id"),
        s.text("frequency", one_of=("daily", "weekly"), default="daily"),
        s.smallint("hour", default=8, check="hour BETWEEN 0 AND 23"),
        s.smallint("weekday", default=0, check="weekday BETWEEN 0 AND 6"),
        s.boolean("is_paused", default=False),
        s.instant("sent_at", nullable=True),
        s.instant("updated_at"),
        primary_key="member_id",
        foreign_keys=(s.fk("member_id", "members", on_delete="cascade"),),
    )


def templates() -> None:
    """The tenant's own words for the e-mail of a kind in a language; without one the notification's own words are
    sent."""
    s.create_tenant_table(
        "notification_templates",
        s.text("kind", max_length=60),
        s.text("locale", max_length=20, pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"),
        s.text("subject", max_length=200),
        s.text("body", max_length=10000),
        s.uuid("changed_by", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=(("kind", "locale"),),
        foreign_keys=(s.fk("changed_by", "members", on_delete="no action"),),
    )
