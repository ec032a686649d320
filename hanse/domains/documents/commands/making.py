"""Making papers: asked for inside another domain's command, set by a job, kept as files.

`make_document` and `render_document` serve other domains, which authorise; no surface reaches them.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace

from hanse.domains.documents.adapters.typesetter import Face, Typeset, typeset
from hanse.domains.documents.commands.sealing import Sealed, seal, sealing_of
from hanse.domains.documents.errors import DocumentNotMade, NoValidCertificate
from hanse.domains.documents.events import DocumentMade
from hanse.domains.documents.queries.documents import FILES
from hanse.domains.documents.rules.names import file_name
from hanse.domains.documents.types import (
    Agreement,
    DocumentId,
    DocumentSealId,
    DocumentStatus,
    Line,
    MakeDocument,
    Paper,
)
from hanse.kit.errors import Conflict, HanseError, NotFound
from hanse.kit.structs import Input, convert, to_builtins
from hanse.platform.authz import TenantRef
from hanse.platform.context import Ctx
from hanse.platform.crypto import SecretUnreadable
from hanse.platform.db.values import Json
from hanse.platform.files import FilePurpose, Upload, keep_file
from hanse.platform.files.kinds import PDF
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

MAKE_JOB: Final = "document.make"
TEMPLATES: Final[dict[str, type[Paper | Agreement]]] = {"quote": Paper, "order": Paper, "agreement": Agreement}
PURPOSE: Final = FilePurpose(name="paper", types=frozenset({PDF}), max_bytes=40_000_000, is_made=True)
INSERT: Final = """
INSERT INTO documents (id, kind, subject_kind, subject_id, organization_id, title, template, data, is_internal, status,
    is_sealed, made_by, created_at)
VALUES (%(id)s, %(kind)s, %(subject_kind)s, %(subject_id)s, %(organization)s, %(title)s, %(template)s, %(data)s,
    %(is_internal)s, 'waiting', %(is_sealed)s, %(by)s, %(now)s)
"""
WAITING: Final = """
SELECT id, title, template, data, is_sealed, created_at, subject_kind, subject_id
FROM documents WHERE id = %(id)s AND status = 'waiting'
"""
INSERT_SEAL: Final = """
INSERT INTO document_seals (id, document_id, certificate_id, title, sha256, sealed_at, stamped_at, stamped_by,
    stamp_problem)
VALUES (%(id)s, %(document)s, %(certificate)s, %(title)s, %(sha256)s, %(at)s, %(stamped_at)s, %(stamped_by)s,
    %(problem)s)
"""
FINISH: Final = """
UPDATE documents SET status = %(status)s, problem = %(problem)s, file_id = %(file)s, page_count = %(pages)s,
    is_archival = %(archival)s, made_at = %(now)s
WHERE id = %(id)s AND status = 'waiting'
"""


async def make_document(ctx: Ctx, data: MakeDocument) -> DocumentId:
    """Ask for a paper in this transaction; a job makes it after the commit. The caller authorised.

    What is printed is frozen here. Raises Invalid when the data has not the shape that the template prints, and
    LookupError for a template that does not exist. What cannot be sealed says so once it was tried.
    """
    paper = paper_of(data.template, data.data)
    identity = DocumentId.new()
    values: dict[str, Any] = {
        "id": identity,
        "kind": data.kind[:60],
        "subject_kind": data.subject_kind,
        "subject_id": str(data.subject_id),
        "organization": data.organization_id,
        "title": data.title[:200],
        "template": data.template,
        "data": Json(to_builtins(paper)),
        "is_internal": data.is_internal,
        "is_sealed": data.is_sealed,
        "by": ctx.principal.member_id,
        "now": ctx.now,
    }
    await ctx.db.run(INSERT, values)
    await ctx.services.jobs.enqueue(ctx, MAKE_JOB, {"document_id": identity}, key=str(identity))
    return identity


async def render_document(ctx: Ctx, data: MakeDocument) -> bytes:
    """Make a PDF at once and keep nothing of it; for previews. The caller authorised. Raises as `make_document`."""
    paper = paper_of(data.template, data.data)
    face = await face_of(ctx.services, ctx.tenant)
    return (await typeset(paper, face, ctx.now)).content


def paper_of(template: str, data: Input | dict[str, Any]) -> Paper | Agreement:
    """The data as its template reads it; each row has as many cells as there are columns.

    Raises Invalid, and LookupError for a template that does not exist.
    """
    if template not in TEMPLATES:
        raise LookupError(f"there is no template {template}")
    paper = convert(to_builtins(data), TEMPLATES[template])
    if isinstance(paper, Paper):
        _check_rows("lines", len(paper.columns), paper.lines)
    else:
        for number, table in enumerate(paper.tables):
            _check_rows(f"tables.{number}.lines", len(table.columns), table.lines)
    return paper


def _check_rows(path: str, columns: int, lines: list[Line]) -> None:
    for number, line in enumerate(lines):
        if len(line.cells) != columns:
            raise DocumentNotMade.field(f"{path}.{number}.cells", "A row needs one text for each column")


async def face_of(services: Services, tenant: TenantRef) -> Face:
    """Name, colour and logo of the business; a logo that cannot be read is left out rather than nothing be made."""
    logo: bytes | None = None
    if tenant.logo_key is not None:
        try:
            logo = await services.files.variant(tenant.id, tenant.logo_key, "card", "png")
        except NotFound:
            logo = None
    return Face(name=tenant.name, accent=tenant.accent, logo=logo)


async def make_paper(services: Services, job: RunningJob) -> None:
    """Set one paper, seal it when that is wanted, and keep it; what cannot be made says why and stays so."""
    identity = DocumentId.parse(str(job.payload["document_id"]))
    sealing = None
    try:
        async with job.open() as ctx:
            row = await ctx.db.maybe(WAITING, {"id": identity})
            if row is not None and row["is_sealed"]:
                sealing = await sealing_of(ctx)
            at = ctx.now
        if row is None or job.tenant is None:
            return
        face = await face_of(services, job.tenant)
        made = await typeset(convert(row["data"], TEMPLATES[row["template"]]), face, row["created_at"])
    except (DocumentNotMade, NoValidCertificate, SecretUnreadable) as error:
        await _fail(job, identity, error)
        return
    sealed = None
    if sealing is not None:
        sealed = await seal(services, made.content, sealing, at)
        made = replace(made, content=sealed.content)
    await _keep(services, job, row, made, sealed)


async def _keep(services: Services, job: RunningJob, row: dict[str, Any], made: Typeset, sealed: Sealed | None) -> None:
    assert job.tenant is not None
    identity: UUID = row["id"]
    upload = Upload(tenant_id=job.tenant.id, purpose=PURPOSE, name=file_name(row["title"]), declared_type=PDF)
    stored = await services.files.put(upload, made.content)
    async with job.open() as ctx:
        record = await keep_file(ctx, stored, FILES, identity)
        done = {"status": DocumentStatus.READY, "problem": "", "file": record.id, "pages": made.page_count}
        done["archival"] = made.is_archival
        if not await ctx.db.run(FINISH, {**done, "id": identity, "now": ctx.now}):
            raise Conflict("This paper was made already")  # by another run of the same job: nothing of this one stays
        if sealed is not None:
            values = {"document": identity, "certificate": sealed.certificate_id, "title": row["title"]}
            values |= {"id": DocumentSealId.new(), "sha256": stored.sha256, "at": ctx.now}
            values |= {"stamped_at": sealed.stamped_at, "stamped_by": sealed.stamped_by, "problem": sealed.problem}
            await ctx.db.run(INSERT_SEAL, values)
        after: dict[str, Any] = {"pages": made.page_count, "size": record.size, "is_sealed": sealed is not None}
        if sealed is not None and (sealed.stamped_at or sealed.problem):
            after["time_stamp"] = sealed.stamped_at or sealed.problem
        ctx.record(FILES, identity, label=row["title"], after=after)
        event = DocumentMade(
            document_id=DocumentId(identity), subject_kind=row["subject_kind"], subject_id=row["subject_id"]
        )
        ctx.emit(event)


async def _fail(job: RunningJob, identity: DocumentId, error: HanseError) -> None:
    async with job.open() as ctx:
        done = {
            "status": DocumentStatus.FAILED,
            "problem": error.message[:500],
            "file": None,
            "pages": None,
            "archival": False,
        }
        await ctx.db.run(FINISH, {**done, "id": identity, "now": ctx.now})
