"""What contracts promise in figures: prices, commitments and what was drawn from them, renewals."""

from hanse.platform.db import schema as s

revision = "0020_contract_terms"
down_revision = "0019_contracts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """First what a version says, then what comes of it."""
    prices()
    commitments()
    periods()
    renewals()


def prices() -> None:
    """What a version says of prices, as a price list does; and since when it holds, with the list it was published as.

    A version that holds, held or will hold at a known instant has one row of the latter, so it is published once.
    """
    s.create_tenant_table(
        "contract_prices",
        s.uuid("version_id"),
        s.text("target_kind", one_of=("variant", "product", "category")),
        s.uuid("target_id"),
        s.text("unit", default="", max_length=3),
        s.quantity("minimum", default=0, check="minimum >= 0"),
        s.text("kind", one_of=("fixed", "percent", "formula")),
        s.micros("amount_micros", nullable=True),
        s.micros("percent_micros", nullable=True, check="percent_micros BETWEEN 0 AND 1000000"),
        s.jsonb("factors", nullable=True),
        s.text("formula", nullable=True, max_length=200),
        s.boolean("sums_variants", default=False),
        s.text("clause_key", nullable=True, max_length=60),
        unique=(("version_id", "target_id", "unit", "minimum"),),
        foreign_keys=(s.fk("version_id", "contract_versions", on_delete="cascade"),),
        checks=(
            ("is_fixed", "kind <> 'fixed' OR (amount_micros >= 0 AND unit <> '')"),
            ("is_percent", "(kind = 'percent') = (percent_micros IS NOT NULL)"),
            ("is_formula", "(kind = 'formula') = (factors IS NOT NULL AND formula IS NOT NULL)"),
        ),
        indexes=("target_id",),
    )
    s.create_tenant_table(
        "contract_price_lists",
        s.uuid("version_id"),
        s.uuid("contract_id"),
        s.uuid("price_list_id", nullable=True),
        s.instant("starts_at"),
        s.instant("ends_at", nullable=True),
        primary_key=("version_id",),
        foreign_keys=(
            s.fk("version_id", "contract_versions", on_delete="restrict"),
            s.fk("contract_id", "contracts", on_delete="restrict"),
            s.fk("price_list_id", "price_lists", on_delete="restrict"),
        ),
    )


def commitments() -> None:
    """What the buyer takes over a time, what each period asks, and what each order line took of it.

    Amounts are minor units of money or ten-thousandths of `unit`. `key` is the same through all versions. `tiers` are
    [[reached amount, rate in millionths]]. A period belongs to the contract and goes on through amendments.
    """
    s.create_tenant_table(
        "contract_commitments",
        s.uuid("version_id"),
        s.integer("position"),
        s.text("key", pattern="[a-z][a-z0-9_-]{0,59}"),
        s.text("name", max_length=120),
        s.text("measure", one_of=("quantity", "value")),
        s.text("target_kind", one_of=("whole", "variant", "product", "category")),
        s.uuid("target_id", nullable=True),
        s.bigint("amount", check="amount > 0"),
        s.text("unit", default="", max_length=3),
        s.text("period", one_of=("month", "quarter", "year", "term")),
        s.text("shortfall", one_of=("none", "bill", "extend")),
        s.bigint("rate_micros", default=0, check="rate_micros >= 0"),
        s.jsonb("tiers", default="[]"),
        s.text("clause_key", nullable=True, max_length=60),
        unique=(("version_id", "key"),),
        foreign_keys=(s.fk("version_id", "contract_versions", on_delete="cascade"),),
        checks=(
            ("has_target", "(target_kind = 'whole') = (target_id IS NULL)"),
            ("has_unit", "(measure = 'quantity') = (unit <> '')"),
        ),
    )


def periods() -> None:
    """What each period asks, and what each order line took of it."""
    s.create_tenant_table(
        "contract_commitment_periods",
        s.uuid("contract_id"),
        s.uuid("organization_id"),
        s.uuid("commitment_id"),
        s.text("commitment_key", max_length=60),
        s.date("starts_on"),
        s.date("ends_on", nullable=True),
        s.instant("starts_at"),
        s.instant("ends_at", nullable=True),
        s.bigint("committed", check="committed >= 0"),
        s.bigint("carried", default=0, check="carried >= 0"),
        s.instant("closed_at", nullable=True),
        s.bigint("final_drawn", nullable=True),
        s.minor("final_value_minor", nullable=True),
        s.bigint("missing", nullable=True),
        s.minor("shortfall_minor", nullable=True),
        s.minor("rebate_minor", nullable=True),
        unique=(("contract_id", "commitment_id", "starts_on"),),
        foreign_keys=(
            s.fk("contract_id", "contracts", on_delete="restrict"),
            s.fk("organization_id", "organizations", on_delete="restrict"),
            s.fk("commitment_id", "contract_commitments", on_delete="restrict"),
        ),
        checks=(("window", "ends_at > starts_at"),),
        indexes=(
            s.index("organization_id", "starts_at", where="closed_at IS NULL", name="commitment_periods_open_idx"),
        ),
    )
    s.create_tenant_table(
        "contract_drawdowns",
        s.uuid("period_id"),
        s.uuid("order_line_id"),
        s.uuid("order_id"),
        s.text("order_ref", max_length=60),
        s.text("order_number", max_length=40),
        s.text("line_name", max_length=300),
        s.bigint("drawn", check="drawn >= 0"),
        s.minor("value_minor"),
        s.bigint("released", default=0, check="released >= 0"),
        s.minor("released_minor", default=0),
        s.instant("drawn_at"),
        primary_key=("period_id", "order_line_id"),
        foreign_keys=(s.fk("period_id", "contract_commitment_periods", on_delete="restrict"),),
        checks=(("not_more", "released <= drawn"),),
        indexes=("order_id", ("period_id", "drawn_at", "order_line_id")),
    )


def renewals() -> None:
    """Whether a version in force goes on: until when notice can be given, who was told, and what came of it.

    `told` is the nearest mark (90, 60, 30) people were told of; it only goes down, so nobody is told twice.
    """
    s.create_tenant_table(
        "contract_renewals",
        s.uuid("version_id"),
        s.uuid("contract_id"),
        s.text("mode", one_of=("none", "manual", "auto", "evergreen")),
        s.date("ends_on"),
        s.date("notice_on"),
        s.integer("told", nullable=True),
        s.text("status", one_of=("open", "noticed", "renewed", "lapsed", "replaced")),
        s.text("notice_side", nullable=True, one_of=("seller", "buyer")),
        s.text("notice_reason", nullable=True, max_length=1000),
        s.text("notice_by_name", nullable=True, max_length=200),
        s.instant("noticed_at", nullable=True),
        s.uuid("next_version_id", nullable=True),
        primary_key=("version_id",),
        foreign_keys=(
            s.fk("version_id", "contract_versions", on_delete="restrict"),
            s.fk("contract_id", "contracts", on_delete="restrict"),
        ),
        indexes=(("status", "notice_on", "version_id"),),
    )
