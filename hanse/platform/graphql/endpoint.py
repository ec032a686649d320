"""`/graphql`: one document in, one answer out, in one transaction.

Before the document is read, failures are answered as everywhere (problem+json): credentials, origin, rate, content
type, size. From then on the answer is GraphQL's, with the same codes under `extensions`.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from msgspec import Meta

from hanse.kit.errors import HanseError, Invalid, UnsupportedMedia
from hanse.kit.structs import Input, from_json, to_json
from hanse.platform.authz import Principal
from hanse.platform.context import Ctx, open_context
from hanse.platform.graphql.failures import DocumentInvalid, cause_of, details, formatted, name_failure, worst
from hanse.platform.graphql.limits import COST_MAXIMUM, TEXT_MAXIMUM, TOKENS_MAXIMUM, Measure, Size
from hanse.platform.graphql.running import Run, check_gate
from hanse.platform.graphql.schema import build_schema
from hanse.platform.http.auth import Identity, check_csrf, outside
from hanse.platform.http.messages import JSON, Reply, WebRequest
from hanse.platform.http.rest import CSRF_HEADER, IDEMPOTENCY_HEADER, MethodNotAllowed, origin_of
from hanse.platform.http.throttle import check_rate, identify_counted
from hanse.platform.idempotency import Claim, Replay, caller_of
from hanse.platform.services import Services
from hanse.platform.settings import Settings

GRAPHQL_JSON = "application/graphql-response+json"
ALLOW = "GET, HEAD, OPTIONS, POST"
DOCUMENTS_KEPT = 200


class GraphQLRequest(Input, frozen=True, kw_only=True, rename={"operation_name": "operationName"}):
    """A request as the GraphQL over HTTP specification has it."""

    query: Annotated[str, Meta(max_length=TEXT_MAXIMUM)] = ""
    operation_name: Annotated[str, Meta(max_length=200)] | None = None
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None


class PersistedQueryNotSupported(DocumentInvalid):
    code = "PERSISTED_QUERY_NOT_SUPPORTED"  # the word client libraries know
    title = "Persisted queries are not kept here; send the document"


class IntrospectionRefused(HanseError):
    status = 403
    code = "introspection_refused"
    title = "Log in to read the schema"


class StandsAlone(Invalid):
    code = "operation_stands_alone"
    title = "This operation works outside of any business, so it must be the only one of its document"


class GetChangesNothing(MethodNotAllowed):
    title = "A GET never changes anything; send a mutation as POST"


@dataclass(frozen=True, slots=True)
class Asked:
    """A document that may run: parsed, valid, within limits."""

    document: DocumentNode
    operation: OperationDefinitionNode
    size: Size

    @property
    def changes(self) -> bool:
        return self.operation.operation is OperationType.MUTATION


class RolledBack(Exception):
    """Carries the answer of a failed document out of its transaction, so that nothing of it stays."""

    def __init__(self, reply: Reply) -> None:
        super().__init__("rolled back")
        self.reply = reply


class GraphQLEndpoint:
    """Answers `/graphql`; the schema is built when first needed, and read documents are kept by their text."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._documents: OrderedDict[str, DocumentNode] = OrderedDict()

    @cached_property
    def schema(self) -> GraphQLSchema:
        """The schema of this installation."""
        return build_schema(self.services.registry)

    async def __call__(self, request: WebRequest) -> Reply:
        if request.method == "OPTIONS":
            return Reply(status=204, headers=[("allow", ALLOW)])
        if request.method not in ("GET", "POST"):
            raise MethodNotAllowed(extra={"allow": ALLOW})
        request.state["operation"] = "graphql"
        identity = await identify_counted(self.services, request)
        rate = await check_rate(self.services, request, identity)
        if request.method == "POST" and identity.principal.session_id is not None:
            check_csrf(self.services, request, identity, request.headers.get(CSRF_HEADER))
        given = await read_request(request)
        try:
            asked = self._read(given, identity.principal)
            if asked.changes and request.method == "GET":
                raise GetChangesNothing(extra={"allow": "POST"})
            if len(asked.size.operations) > 1:  # the request itself is counted as the first
                rate = await check_rate(self.services, request, identity, cost=len(asked.size.operations) - 1)
            reply = await self._answer(request, identity, given, asked)
            reply.headers.extend(
                [("x-graphql-cost", str(asked.size.cost)), ("x-graphql-cost-limit", str(COST_MAXIMUM))]
            )
        except GraphQLError as error:
            reply = _result(None, [error])
        except Refused as refused:
            reply = _result(None, refused.errors)
        except HanseError as error:
            reply = _refusal(error)
        reply.content_type = _content_type(request)
        reply.headers.extend([*rate, ("vary", "accept")])
        return reply

    # ---- reading -------------------------------------------------------------------------------------------------

    def _read(self, given: GraphQLRequest, reader: Principal) -> Asked:
        if not given.query:
            if "persistedQuery" in (given.extensions or {}):
                raise PersistedQueryNotSupported()
            raise DocumentInvalid("Send the document as `query`")
        introspects = may_introspect(self.services.settings, reader)
        document = self._document(given.query, hide_suggestions=not introspects)
        operation = get_operation_ast(document, given.operation_name)
        if operation is None:
            raise DocumentInvalid(
                "Name the operation to run as `operationName`; the document has none by that name, or several"
            )
        size = Measure(self.schema, document, given.variables or {}).size(operation)
        size.check()
        if size.introspects and not introspects:
            raise IntrospectionRefused()
        if len(size.operations) > 1 and any(one.tenantless for one in size.operations):
            raise StandsAlone()
        return Asked(document, operation, size)

    def _document(self, text: str, *, hide_suggestions: bool) -> DocumentNode:
        """Parse and validate; what was valid once is valid for everybody. Raises GraphQLError, Refused."""
        known = self._documents.get(text)
        if known is not None:
            self._documents.move_to_end(text)
            return known
        document = parse(text, max_lexical_tokens=TOKENS_MAXIMUM, max_comments=TOKENS_MAXIMUM)
        errors = validate(self.schema, document, max_errors=10, hide_suggestions=hide_suggestions)
        if errors:
            raise Refused(errors)
        self._documents[text] = document
        if len(self._documents) > DOCUMENTS_KEPT:
            self._documents.popitem(last=False)
        return document

    # ---- running -------------------------------------------------------------------------------------------------

    async def _answer(self, request: WebRequest, identity: Identity, given: GraphQLRequest, asked: Asked) -> Reply:
        if any(operation.tenantless for operation in asked.size.operations):
            identity = outside(identity)
        key = request.headers.get(IDEMPOTENCY_HEADER)
        claim: Claim | None = None
        if key is not None and asked.changes and identity.tenant is not None:
            await self._check_gates(request, identity, asked)
            outcome = await self._claim(request, identity, key)
            if isinstance(outcome, Replay):
                return Reply(
                    outcome.body, status=outcome.status, headers=[*outcome.headers, ("idempotent-replayed", "true")]
                )
            claim = outcome
        try:
            return await self._run(request, identity, given, asked, claim)
        except RolledBack as rolled_back:
            if claim is not None:
                await self.services.idempotency.release(self.services, claim)
            return rolled_back.reply
        except BaseException:
            if claim is not None:
                await self.services.idempotency.release(self.services, claim)
            raise

    async def _run(
        self, request: WebRequest, identity: Identity, given: GraphQLRequest, asked: Asked, claim: Claim | None
    ) -> Reply:
        ctx: Ctx
        async with self._context(request, identity) as ctx:
            if claim is not None:
                await self.services.idempotency.hold(ctx, claim)
            run = Run(ctx, name_failure)
            result: Any = execute(
                self.schema,
                asked.document,
                context_value=run,
                variable_values=given.variables or {},
                operation_name=given.operation_name,
                max_coercion_errors=10,
            )
            if hasattr(result, "__await__"):
                result = await result
            errors: Sequence[GraphQLError] = result.errors or ()
            reply = _result(result.data, errors)
            if errors and (asked.changes or result.data is None or run.broken is not None):
                raise RolledBack(_result(None, errors) if run.broken is not None else reply)
            if claim is not None:
                await self.services.idempotency.finish(ctx, claim, reply.status, reply.headers, reply.body)
        if ctx.denials and ctx.tenant_or_none is not None:
            await self.services.audit.record_denials(self.services, ctx)
        return reply

    async def _check_gates(self, request: WebRequest, identity: Identity, asked: Asked) -> None:
        """Authorise before an answer is replayed: who lost the right meanwhile gets nothing."""
        async with self._context(request, identity) as ctx:
            for operation in asked.size.operations:
                check_gate(ctx, operation)

    async def _claim(self, request: WebRequest, identity: Identity, key: str) -> Claim | Replay:
        assert identity.tenant is not None
        scope = (*caller_of(identity.principal), "POST", "/graphql", key)
        digest = hashlib.sha256(await request.body()).digest()
        return await self.services.idempotency.claim(self.services, identity.tenant, scope, digest)

    def _context(self, request: WebRequest, identity: Identity) -> Any:
        origin = origin_of(request, "graphql")
        return open_context(self.services, tenant=identity.tenant, principal=identity.principal, origin=origin)


class Refused(Exception):
    """A document that is not valid, with everything that is wrong with it."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("refused")
        self.errors = errors


async def read_request(request: WebRequest) -> GraphQLRequest:
    """The request of a GET's address or a POST's JSON. Raises Invalid, UnsupportedMedia, PayloadTooLarge."""
    if request.method == "GET":
        return _from_address(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise UnsupportedMedia('Send the document as application/json: {"query": "...", "variables": {}}')
    body = await request.body()
    if body.lstrip()[:1] == b"[":
        raise Invalid("Send one document per request; put several fields into it instead of a list of documents")
    return from_json(body, GraphQLRequest)


def _from_address(request: WebRequest) -> GraphQLRequest:
    values: dict[str, Any] = {}
    for name, value in request.query:
        if name in values:
            raise Invalid.field(name, f"{name} is given more than once", "repeated")
        if name not in ("query", "operationName", "variables", "extensions"):
            raise Invalid.field(name, f"There is no parameter named {name} here", "unknown_field")
        is_object = name in ("variables", "extensions")
        values[name] = from_json(value, dict[str, Any]) if is_object and value else value or None
    return from_json(to_json({name: value for name, value in values.items() if value is not None}), GraphQLRequest)


def may_introspect(settings: Settings, reader: Principal) -> bool:
    """Whether the schema may be read: by everybody while developing, in production by those who are logged in."""
    return settings.env != "production" or reader.is_authenticated


def _result(data: Any, errors: Sequence[GraphQLError]) -> Reply:
    body: dict[str, Any] = {"data": data}
    if not errors:
        return _reply(body, 200)
    causes = [cause_of(error) for error in errors]
    body["errors"] = [formatted(error, cause) for error, cause in zip(errors, causes, strict=True)]
    ours = worst(causes)
    if data is None and all(error.path is None for error in errors):  # nothing ran
        del body["data"]
        return _reply(body, ours.status if ours is not None else DocumentInvalid.status)
    return _reply(body, ours.status if ours is not None else 200)


def _refusal(error: HanseError) -> Reply:
    headers = [("retry-after", str(error.retry_after))] if error.retry_after is not None else []
    if isinstance(error, MethodNotAllowed):
        headers.append(("allow", str(error.extra.get("allow", ALLOW))))
    reply = _reply({"errors": [{"message": error.message, "extensions": details(error)}]}, error.status)
    reply.headers.extend(headers)
    return reply


def _reply(body: dict[str, Any], status: int) -> Reply:
    return Reply(to_json(body), status=status, headers=[("cache-control", "no-store")])


def _content_type(request: WebRequest) -> str:
    """The media type asked for; plain JSON unless the caller names GraphQL's own."""
    return GRAPHQL_JSON if GRAPHQL_JSON in request.headers.get("accept", "") else JSON


def graphql_endpoint(services: Services) -> GraphQLEndpoint:
    """What answers `/graphql`. Raises when an operation cannot be said in GraphQL."""
    return GraphQLEndpoint(services)
