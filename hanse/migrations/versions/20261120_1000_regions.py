"""The tables of regions, currencies and taxes."""

from hanse.platform.db import schema as s

revision = "0008_regions"
down_revision = "0007_onboarding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Where a business sells, and what tax is due there."""
    regions()
    taxes()


def regions() -> None:
    """A region is some countries that share a currency and the way tax is shown; a country lies in one region."""
    s.create_tenant_table(
        "regions",
        s.text("name", max_length=120),
        s.text("name_key", max_length=120),
        s.text("currency", pattern="^[A-Z]{3}$"),
        s.boolean("is_tax_inclusive", default=False),
        s.text("tax_rounding", one_of=("line", "total"), default="line"),
        s.version(),
        *s.timestamps(),
        unique=("name_key",),
    )
    s.create_tenant_table(
        "region_countries",
        s.uuid("region_id"),
        s.text("country", pattern="^[A-Z]{2}$"),
        primary_key=("country",),
        foreign_keys=(s.fk("region_id", "regions", on_delete="cascade"),),
    )


def taxes() -> None:
    """Classes besides the built-in ones, and rates by day: from a day on, up to another one or without end."""
    s.create_tenant_table(
        "tax_classes",
        s.text("code", max_length=40, pattern="^[a-z][a-z0-9_]*$"),
        s.text("name", max_length=120),
        s.text("help", default="", max_length=400),
        s.version(),
        *s.timestamps(),
        unique=("code",),
    )
    s.create_tenant_table(
        "tax_rates",
        s.text("country", pattern="^[A-Z]{2}$"),
        s.text("subdivision", default="", max_length=10),
        s.text("tax_class", max_length=40),
        s.text("name", max_length=120),
        s.bigint("rate_micros", check="rate_micros BETWEEN 0 AND 10000000"),
        s.date("valid_from"),
        s.date("valid_to", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=(("country", "subdivision", "tax_class", "valid_from"),),
        checks=(("window", "valid_to > valid_from"),),
    )
