"""Writing documents into search and finding them with the reader's rights.

The tenant is the transaction's own; rights are the reader's scope for each kind's permission, applied inside the
database function before anything is ranked, counted or returned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from hanse.kit.ids import Id
from hanse.kit.pagination import decode_cursor, encode_cursor
from hanse.kit.structs import Data, to_json
from hanse.kit.text import normalise
from hanse.platform.authz import Scope, scope_for
from hanse.platform.context import Ctx
from hanse.platform.registry import Searchable
from hanse.platform.search import terms
from hanse.platform.search.documents import FacetValue, SearchDocument, SearchHit, SearchQuery, SearchResults

REINDEX_BATCH = 500

_INDEX_SQL = """
INSERT INTO search_documents AS d (kind, subject_id, id_text, title, subtitle, url, codes, homes, organizations,
    owner_member_id, facets, title_key, words, typos, access, updated_at)
SELECT kind, subject_id, id_text, title, subtitle, url, codes, homes, organizations,
    owner_member_id, facets, title_key, words::tsvector, typos, access, updated_at
FROM jsonb_to_recordset(%(rows)s) AS r (kind text, subject_id uuid, id_text text, title text, subtitle text, url text,
    codes text[], homes uuid[], organizations uuid[], owner_member_id uuid, facets jsonb, title_key text, words text,
    typos integer[], access uuid[], updated_at timestamptz)
ON CONFLICT (tenant_id, kind, subject_id) DO UPDATE SET
    id_text = excluded.id_text, title = excluded.title, subtitle = excluded.subtitle, url = excluded.url,
    codes = excluded.codes, homes = excluded.homes, organizations = excluded.organizations,
    owner_member_id = excluded.owner_member_id, facets = excluded.facets, title_key = excluded.title_key,
    words = excluded.words, typos = excluded.typos, access = excluded.access, updated_at = excluded.updated_at
-- What says the same is not written again: a rebuild of everything then costs reads only.
WHERE (d.title, d.subtitle, d.url, d.codes, d.homes, d.organizations, d.owner_member_id, d.facets, d.words, d.typos)
    IS DISTINCT FROM (excluded.title, excluded.subtitle, excluded.url, excluded.codes, excluded.homes,
        excluded.organizations, excluded.owner_member_id, excluded.facets, excluded.words, excluded.typos)
"""


class _Found(Data, frozen=True):
    """The database function's answer."""

    hits: list[_Hit]
    total: int
    capped: bool
    corrected: bool
    kinds: dict[str, int]
    facets: list[FacetValue]


class _Hit(Data, frozen=True):
    kind: str
    id: str
    title: str
    subtitle: str
    url: str
    score: int
    title_key: str
    subject_id: UUID


_decoder = msgspec.json.Decoder(_Found)


class Search:
    """The search index of the tenant at hand. `kinds` are the manifests' searchable kinds, each with its permission."""

    def __init__(self, kinds: Mapping[str, Searchable]) -> None:
        self.kinds = kinds

    async def index(self, ctx: Ctx, *documents: SearchDocument) -> None:
        """Add documents or update them, in the change's own transaction. Raises ValueError for an unknown kind."""
        # The last of several versions counts; one order for all writers, so that no two wait for each other.
        latest = {(document.kind, document.subject_id.uuid): document for document in documents}
        rows = [self._row(ctx, latest[key]) for key in sorted(latest)]
        if rows:
            await ctx.db.run(_INDEX_SQL, {"rows": to_json(rows).decode()})

    async def remove(self, ctx: Ctx, kind: str, *ids: Id | UUID) -> int:
        """Take things out of search; returns how many were in it."""
        subjects = [_uuid(identity) for identity in ids]
        return await ctx.db.run(
            "DELETE FROM search_documents WHERE kind = %(kind)s AND subject_id = ANY(%(subjects)s::uuid[])",
            {"kind": kind, "subjects": subjects},
        )

    async def search(self, ctx: Ctx, query: SearchQuery) -> SearchResults:
        """Find what the reader may see, best first: exact codes, then titles, words, and last what is typed wrongly.

        Kinds of which the reader may see nothing do not exist for them. Beginnings of fewer than three letters are
        looked for at the start of titles only. Raises Invalid for a foreign cursor.
        """
        after = decode_cursor(query.cursor, int, str, UUID)
        words = terms.words_of(query.text)[: terms.QUERY_WORDS]
        scopes = self._scopes(ctx, query.kinds)
        if not words or not scopes:
            return SearchResults(
                items=[], next=None, total=0, more_than_counted=False, kinds={}, facets=[], corrected=False
            )
        parameters = _parameters(terms.tenant_mark(ctx.tenant.id), query, words, scopes)
        answer = await ctx.db.value(
            "SELECT search_documents_find(%(request)s::jsonb)::text",
            {"request": to_json({**parameters, "after": after}).decode()},
        )
        return _results(_decoder.decode(answer), query.limit)

    async def reindex(self, ctx: Ctx, kind: str, after: UUID | None = None, limit: int = REINDEX_BATCH) -> UUID | None:
        """Rebuild the next `limit` documents of a kind after the id `after`, and drop what no longer exists among them.

        Returns where to go on, or None when done: a batch per transaction, and an interruption costs one batch.
        Raises KeyError for a kind no domain declares.
        """
        documents: Sequence[SearchDocument] = await self.kinds[kind].reindex(ctx, after, limit)
        await self.index(ctx, *documents)
        last = documents[-1].subject_id.uuid if len(documents) >= limit else None
        await ctx.db.run(
            "DELETE FROM search_documents WHERE kind = %(kind)s AND NOT subject_id = ANY(%(kept)s::uuid[])"
            " AND (%(after)s::uuid IS NULL OR subject_id > %(after)s)"
            " AND (%(last)s::uuid IS NULL OR subject_id <= %(last)s)",
            {"kind": kind, "kept": [document.subject_id.uuid for document in documents], "after": after, "last": last},
        )
        return last

    def _scopes(self, ctx: Ctx, kinds: Iterable[str] | None) -> dict[str, Scope]:
        """What the reader may see of each kind asked for; kinds they may see nothing of are left out."""
        wanted = self.kinds if kinds is None else [kind for kind in kinds if kind in self.kinds]
        found: dict[str, Scope] = {}
        for kind in wanted:
            permission = self.kinds[kind].permission
            ctx.checked.add(permission)
            scope = scope_for(ctx.principal, permission)
            if not scope.nothing:
                found[kind] = scope
        return found

    def _row(self, ctx: Ctx, document: SearchDocument) -> dict[str, Any]:
        if document.kind not in self.kinds:
            raise ValueError(f"no domain declares the searchable kind {document.kind!r}")
        mark = terms.tenant_mark(ctx.tenant.id)
        identity = document.subject_id.uuid
        codes = list(dict.fromkeys(filter(None, map(terms.code_of, (*document.codes, str(document.subject_id))))))
        title, subtitle = terms.words_of(document.title), terms.words_of(document.subtitle)
        code_words = terms.words_of(" ".join(document.codes))
        weighted = (
            ("A", title),
            ("B", [*map(terms.code_term, codes), *code_words]),
            ("C", subtitle),
            ("D", terms.words_of(document.body)),
        )
        owner = document.owner_member_id
        return {
            "kind": document.kind,
            "subject_id": identity,
            "id_text": str(document.subject_id),
            "title": document.title[:300],
            "subtitle": document.subtitle[:300],
            "url": document.url,
            "codes": codes,
            "homes": list(document.homes or document.organizations[:1]),
            "organizations": list(dict.fromkeys(document.organizations)),
            "owner_member_id": owner,
            "facets": {
                name: [value] if isinstance(value, str) else list(value) for name, value in document.facets.items()
            },
            "title_key": normalise(document.title)[:300],
            "words": terms.vector(mark, weighted),
            "typos": terms.document_typos(mark, [*title, *code_words]),
            "access": list(dict.fromkeys([*document.organizations, *([owner] if owner else [])])),
            "updated_at": document.updated_at or ctx.now,
        }


def _parameters(mark: str, query: SearchQuery, words: Sequence[str], scopes: Mapping[str, Scope]) -> dict[str, Any]:
    """What the database function takes: the words in index form, and what may be seen of each kind."""
    joined = "".join(words)
    long_words = [word for word in words if len(word) >= terms.PREFIX_FROM]
    prefix, complete = terms.index_query(mark, words), terms.full_query(mark, words)
    opened = [kind for kind, scope in scopes.items() if scope.everything]
    limited = [_limited(kind, scope) for kind, scope in scopes.items() if not scope.everything]
    access = {one for scope in limited for name in ("organizations", "trees", "own") for one in scope[name]}
    return {
        "key": " ".join(words),
        "code": joined,
        "exact": f"'{mark}{terms.code_term(joined)}'",
        "prefix": prefix,
        "all": complete,
        "check": None if prefix == complete else complete,
        "whole": terms.whole_query(mark, words),
        "typos": [
            {"prefix": terms.prefix_query(mark, [word]), "numbers": terms.query_typos(mark, word)}
            for word in long_words
        ],
        "short": terms.prefix_query(mark, [word for word in words if word not in long_words]) or None,
        "open": opened,
        "limited": limited,
        "access": None if opened else sorted(access),
        "filters": {name: list(values) for name, values in query.facets.items() if values},
        "count_facets": query.count_facets,
        "limit": query.limit,
    }


def _limited(kind: str, scope: Scope) -> dict[str, Any]:
    return {
        "kind": kind,
        "organizations": list(scope.organizations),
        "trees": list(scope.trees),
        "own": [scope.own_member_id] if scope.own_member_id else [],
        "own_trees": list(scope.own_trees),
    }


def _results(found: _Found, limit: int) -> SearchResults:
    kept = found.hits[:limit]
    last = kept[-1] if len(found.hits) > limit else None
    return SearchResults(
        items=[
            SearchHit(kind=hit.kind, id=hit.id, title=hit.title, subtitle=hit.subtitle, url=hit.url) for hit in kept
        ],
        next=encode_cursor(last.score, last.title_key, last.subject_id) if last else None,
        total=found.total,
        more_than_counted=found.capped,
        kinds=found.kinds,
        facets=found.facets,
        corrected=found.corrected,
    )


def _uuid(identity: Id | UUID) -> UUID:
    return identity.uuid if isinstance(identity, Id) else identity
