"""PDFs of a version: what its reader may see, and of a signed one the sealed agreement with its signatures."""

from __future__ import annotations

from hanse.domains.contracts.queries.content import load_content, readable_content
from hanse.domains.contracts.queries.signatures import signatories_of
from hanse.domains.contracts.queries.versions import VersionRecord, load_version
from hanse.domains.contracts.rules.papers import Words, agreement_of
from hanse.domains.contracts.rules.signing import who_sign
from hanse.domains.contracts.types import ContractContent, ContractVersionId, VersionStatus
from hanse.domains.contracts.types.papers import ContractPaper
from hanse.domains.contracts.types.signatures import Signatory
from hanse.domains.documents.api import make_document
from hanse.domains.documents.types import MakeDocument
from hanse.domains.organizations.types import Side
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.web.format import Formatter

SIGNED = (VersionStatus.SIGNED, VersionStatus.ACTIVE, VersionStatus.SUPERSEDED, VersionStatus.ENDED)


@command("contract.print", permission="contract.view")
async def print_version(ctx: Ctx, version_id: ContractVersionId) -> ContractPaper:
    """Have a PDF made of a version as its reader may see it; a job makes it, and documents list it.

    A signed one is made and sealed again, with everybody's signature. A draft of the seller stays internal.
    """
    record = await load_version(ctx, version_id, "contract.view")
    is_signed = record.version.status in SIGNED
    paper = await (print_signed(ctx, record) if is_signed else _print_text(ctx, record))
    ctx.record("contract", record.contract.id, label=record.contract.number, after={"paper": str(paper.document_id)})
    return paper


async def print_signed(ctx: Ctx, record: VersionRecord) -> ContractPaper:
    """The agreement with its signatures, to be sealed; asks for no right."""
    content = await load_content(ctx, record)
    signatories = await signatories_of(ctx, record, content)
    return await _make(ctx, record, content, signatories)


async def _print_text(ctx: Ctx, record: VersionRecord) -> ContractPaper:
    content = await readable_content(ctx, record)
    unsigned = [
        Signatory(
            position=party.position,
            side=party.side,
            party=party.name,
            name=party.signatory_name,
            role=party.signatory_role,
            is_you=False,
            id=None,
            signed_name=None,
            member_id=None,
            method=None,
            signed_at=None,
            content_hash=None,
            statement=None,
            evidence=None,
        )
        for party in who_sign(content.parties)
    ]
    return await _make(ctx, record, content, unsigned)


async def _make(
    ctx: Ctx, record: VersionRecord, content: ContractContent, signatories: list[Signatory]
) -> ContractPaper:
    contract, version = record.contract, record.version
    is_signed = version.status in SIGNED
    is_agreed = version.status is VersionStatus.APPROVED or is_signed
    name = "signed" if is_signed else "to be signed" if is_agreed else "draft"
    agreement = agreement_of(content, signatories, words_of(ctx), version.content_hash if is_agreed else None)
    wanted = MakeDocument(
        kind="Signed contract" if is_signed else "Contract",
        subject_kind="contract",
        subject_id=contract.id,
        organization_id=contract.organization_id,
        title=f"{contract.number} version {version.number} {name}",
        template="agreement",
        data=agreement,
        is_internal=record.side is Side.SELLER and not is_agreed,
        is_sealed=is_signed,
    )
    return ContractPaper(
        document_id=await make_document(ctx, wanted), version_id=version.id, is_sealed=wanted.is_sealed
    )


def words_of(ctx: Ctx) -> Words:
    """Values as the business writes them: one paper is the same for both sides."""
    words = Formatter(ctx.tenant.locale, ctx.tenant.timezone, ctx.now)
    return Words(
        locale=ctx.tenant.locale,
        day=lambda day: words.date(day, "long"),
        instant=lambda at: words.datetime(at, "full"),
        amount=words.money,
        percent=lambda ratio: words.percent(ratio, 2),
    )
