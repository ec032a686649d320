"""What the demo businesses ask of new partners."""

from __future__ import annotations

from hanse.domains.organizations.types import CheckName, OrganizationType, SaveTemplate, StepDefinition, StepKind

TERMS = (
    "Prices are those of your contract or, without one, of the price list of the day. Invoices are due within "
    "the agreed days. Goods stay ours until they are paid. Complaints reach us within ten days of delivery."
)
_ADDRESS = StepDefinition(
    key="address", kind=StepKind.ADDRESS, label="Where you are", help="Billing and delivery address"
)
_CONTACT = StepDefinition(key="contact", kind=StepKind.CONTACT, label="Whom we call", help="At least one person")
_TERMS = StepDefinition(key="terms", kind=StepKind.TERMS, label="Terms of business", body=TERMS)
_NAME = StepDefinition(key="name", kind=StepKind.CHECK, label="New to us", check=CheckName.NAME_UNIQUE)

BUYERS = SaveTemplate(
    name="New customer",
    organization_type=OrganizationType.BUYER,
    intro="Five minutes, then you can order. We look at applications on the same working day.",
    steps=[
        _ADDRESS,
        _CONTACT,
        StepDefinition(key="tax", kind=StepKind.TAX_ID, label="VAT number", help="Needed for delivery without VAT"),
        _TERMS,
        _NAME,
    ],
)
VENDORS = SaveTemplate(
    name="New vendor",
    organization_type=OrganizationType.VENDOR,
    intro="Sell through our marketplace. Please have your registration and insurance certificate at hand.",
    steps=[
        _ADDRESS,
        _CONTACT,
        StepDefinition(key="registration", kind=StepKind.DOCUMENT, label="Commercial register extract"),
        StepDefinition(key="bank", kind=StepKind.BANK, label="Bank account for payouts"),
        _TERMS,
        StepDefinition(
            key="packing",
            kind=StepKind.TRAINING,
            label="Packing and labels",
            body="Every parcel carries the order number and the article number as text and as a bar code.",
            is_required=False,
        ),
    ],
)
EXPRESS = SaveTemplate(
    name="Express account",
    organization_type=OrganizationType.BUYER,
    intro="For small first orders: address, contact, terms. Trading starts at once.",
    steps=[_ADDRESS, _CONTACT, _TERMS, _NAME],
    approves_automatically=True,
)
CHECKLISTS = (BUYERS, EXPRESS, VENDORS)

# The smallest paper: one empty page.
PAPER = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
xref
0 4
0000000000 65535 f
0000000009 00000 n
0000000052 00000 n
0000000101 00000 n
trailer<</Size 4/Root 1 0 R>>
startxref
164
%%EOF
"""
