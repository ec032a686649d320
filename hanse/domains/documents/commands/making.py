"""Making papers: asked for inside another domain's command, set by a job, kept as files.

`make_document` and `render_document` serve other domains, which authorise; no surface reaches them.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.documents.adapters.typesetter import Face, Typeset, typeset
from hanse.domains.documents.errors import DocumentNotMade
from hanse.domains.documents.events import DocumentMade
from hanse.domains.documents.queries.documents import FILES
from hanse.domains.documents.rules.names import file_name
from hanse.domains.documents.types import DocumentId, DocumentStatus, MakeDocument, Paper
from hanse.kit.errors import HanseError, NotFound
from hanse.kit.structs import convert, to_builtins
from hanse.platform.authz import TenantRef
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.files import FilePurpose, Upload, keep_file
from hanse.platform.files.kinds import PDF
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

MAKE_JOB: Final = "document.make"
TEMPLATES: Final = frozenset({"quote", "order"})
PURPOSE: Final = FilePurpose(name="paper", types=frozenset({PDF}), max_bytes=40_000_000)
INSERT: Final = """
INSERT INTO documents (id, kind, subject_kind, subject_id, organization_id, title, template, data, is_internal, status,
    made_by, created_at)
VALUES (%(id)s, %(kind)s, %(subject_kind)s, %(subject_id)s, %(organization)s, %(title)s, %(template)s, %(data)s,
    %(is_internal)s, 'waiting', %(by)s, %(now)s)
"""
WAITING: Final = """
SELECT id, title, data, created_at, subject_kind, subject_id FROM documents WHERE id = %(id)s AND status = 'waiting'
"""
FINISH: Final = """
UPDATE documents SET status = %(status)s, problem = %(problem)s, file_id = %(file)s, page_count = %(pages)s,
    made_at = %(now)s
WHERE id = %(id)s AND status = 'waiting'
"""


async def make_document(ctx: Ctx, data: MakeDocument) -> DocumentId:
    """Ask for a paper in this transaction; a job makes it after the commit. The caller authorised.

    What is printed is frozen here. Raises Invalid when the data has not the shape of a Paper, and LookupError for a
    template that does not exist.
    """
    if data.template not in TEMPLATES:
        raise LookupError(f"there is no template {data.template}")
    identity = DocumentId.new()
    values: dict[str, Any] = {
        "id": identity,
        "kind": data.kind[:60],
        "subject_kind": data.subject_kind,
        "subject_id": str(data.subject_id),
        "organization": data.organization_id,
        "title": data.title[:200],
        "template": data.template,
        "data": Json(to_builtins(paper_of(data.data))),
        "is_internal": data.is_internal,
        "by": ctx.principal.member_id,
        "now": ctx.now,
    }
    await ctx.db.run(INSERT, values)
    await ctx.services.jobs.enqueue(ctx, MAKE_JOB, {"document_id": identity}, key=str(identity))
    return identity


async def render_document(ctx: Ctx, data: MakeDocument) -> bytes:
    """Make a PDF at once and keep nothing of it; for previews. The caller authorised. Raises as `make_document`."""
    if data.template not in TEMPLATES:
        raise LookupError(f"there is no template {data.template}")
    face = await face_of(ctx.services, ctx.tenant)
    return (await typeset(paper_of(data.data), face, ctx.now)).content


def paper_of(data: Paper | dict[str, Any]) -> Paper:
    """The data as the templates read it; each row has as many cells as there are columns. Raises Invalid."""
    paper = convert(to_builtins(data), Paper)
    for number, line in enumerate(paper.lines):
        if len(line.cells) != len(paper.columns):
            raise DocumentNotMade.field(f"lines.{number}.cells", "A row needs one text for each column")
    return paper


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
    """Set one paper and keep it; what cannot be set says why and stays so."""
    identity = DocumentId.parse(str(job.payload["document_id"]))
    async with job.open() as ctx:
        row = await ctx.db.maybe(WAITING, {"id": identity})
    if row is None or job.tenant is None:
        return
    try:
        face = await face_of(services, job.tenant)
        made = await typeset(convert(row["data"], Paper), face, row["created_at"])
    except DocumentNotMade as error:
        await _fail(job, identity, error)
        return
    await _keep(services, job, row, made)


async def _keep(services: Services, job: RunningJob, row: dict[str, Any], made: Typeset) -> None:
    assert job.tenant is not None
    identity: UUID = row["id"]
    upload = Upload(tenant_id=job.tenant.id, purpose=PURPOSE, name=file_name(row["title"]), declared_type=PDF)
    stored = await services.files.put(upload, made.content)
    async with job.open() as ctx:
        record = await keep_file(ctx, stored, FILES, identity)
        done = {"status": DocumentStatus.READY, "problem": "", "file": record.id, "pages": made.page_count}
        await ctx.db.run(FINISH, {**done, "id": identity, "now": ctx.now})
        ctx.record(FILES, identity, label=row["title"], after={"pages": made.page_count, "size": record.size})
        event = DocumentMade(
            document_id=DocumentId(identity), subject_kind=row["subject_kind"], subject_id=row["subject_id"]
        )
        ctx.emit(event)


async def _fail(job: RunningJob, identity: DocumentId, error: HanseError) -> None:
    async with job.open() as ctx:
        done = {"status": DocumentStatus.FAILED, "problem": error.message[:500], "file": None, "pages": None}
        await ctx.db.run(FINISH, {**done, "id": identity, "now": ctx.now})
