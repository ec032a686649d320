"""The rules of isolation: a pure function of facts and reviewed lists. Each finding is a sentence saying what to do."""

from __future__ import annotations

from collections.abc import Iterator

from hanse.platform.db.guard.facts import Facts, Function, Policy, Reference, Relation
from hanse.platform.db.guard.findings import Finding, error, warning
from hanse.platform.db.guard.reviewed import Reviewed
from hanse.platform.db.roles import APP, DEFINER, OWNER, POLICY, POLICY_DEPARSED, SEARCH_PATH

_READ_ALL = frozenset(
    {
        "pg_database_owner",
        "pg_execute_server_program",
        "pg_maintain",
        "pg_read_all_data",
        "pg_read_server_files",
        "pg_write_all_data",
        "pg_write_server_files",
    }
)
# Extensions that reach outside the policies: other connections, files, or untrusted code.
_OUTSIDE = frozenset(
    {"adminpack", "dblink", "file_fdw", "lo", "plperlu", "plpython3u", "pltclu", "postgres_fdw", "pageinspect"}
)
_TABLES = ("r", "p")


def judge(facts: Facts, reviewed: Reviewed) -> list[Finding]:
    """Everything wrong: errors first, and among them first what is wrong with the role itself."""
    found = list(_roles(facts))
    # To a superuser or owner everything is granted: saying so for each table would bury the cause.
    if not found:
        found += _grants(facts)
    found += _database(facts, reviewed)
    for relation in facts.relations:
        if relation.extension is None or relation.extension not in reviewed.extensions:
            found += _relation(relation, reviewed)
    for function in facts.functions:
        if function.extension is None or function.extension not in reviewed.extensions:
            found += _function(function, reviewed)
    return sorted(found, key=lambda finding: finding.level)


# ---- the role --------------------------------------------------------------------------------------------------------


def _roles(facts: Facts) -> Iterator[Finding]:
    for role in facts.roles:
        if role.superuser:
            yield error(
                "role_superuser",
                role.name,
                f"The database role {role.name} is a superuser and sees every tenant; connect as {APP} instead.",
            )
            return
        if role.bypasses:
            yield error(
                "role_bypasses_rls",
                role.name,
                f"The database role {role.name} bypasses row level security; ALTER ROLE {role.name} NOBYPASSRLS, or"
                f" connect as {APP}.",
            )
        if role.replication:
            yield error(
                "role_replication",
                role.name,
                f"The database role {role.name} may stream the whole server; ALTER ROLE {role.name} NOREPLICATION.",
            )
    if facts.roles[0].name != OWNER:
        yield from _memberships(facts)
    name = facts.roles[0].name
    if name == OWNER:
        yield error(
            "role_owns",
            name,
            f"The database role {OWNER} owns every table and could switch its policies off; it is for migrations only,"
            f" connect as {APP} instead.",
        )
    elif facts.owned:
        yield error(
            "role_owns",
            name,
            f"The database role {name} owns {facts.owned} object{'s' if facts.owned > 1 else ''} here, and an owner can"
            f" switch policies off; give them to {OWNER} (REASSIGN OWNED BY {name} TO {OWNER}), or connect as {APP}.",
        )


def _memberships(facts: Facts) -> Iterator[Finding]:
    mine = facts.roles[0].name
    for role in facts.memberships:
        powerful = role.superuser or role.bypasses or role.owns_tables
        if powerful or role.name in (OWNER, DEFINER) or role.name in _READ_ALL:
            yield error(
                "role_member",
                role.name,
                f"The database role {mine} is a member of {role.name} and can use its rights; REVOKE {role.name} FROM"
                f" {mine}, or connect as {APP}.",
            )


def _grants(facts: Facts) -> Iterator[Finding]:
    mine = facts.roles[0].name
    if facts.database_create:
        yield error(
            "database_create",
            mine,
            f"The role {mine} may create schemas; REVOKE CREATE ON DATABASE … FROM {mine} (and from PUBLIC).",
        )
    for schema in facts.schemas_create:
        yield error(
            "schema_create",
            schema,
            f"The role {mine} may create objects in the schema {schema}, which could shadow tables; REVOKE CREATE ON"
            f" SCHEMA {schema} FROM {mine}, PUBLIC.",
        )
    for relation in facts.relations:
        for privilege in relation.beyond:
            yield error(
                "privilege",
                relation.name,
                f"The role {mine} holds {privilege} on {relation.name}, which ignores policies; REVOKE {privilege} ON"
                f" {relation.name} FROM {mine}, PUBLIC.",
            )
    yield from _settings(facts, mine)


def _database(facts: Facts, reviewed: Reviewed) -> Iterator[Finding]:
    mine = facts.roles[0].name
    for grantor in facts.default_grants:
        yield error(
            "default_grants",
            grantor,
            f"New tables of {grantor} are granted to {mine} by default, before they have a policy; ALTER DEFAULT"
            f" PRIVILEGES FOR ROLE {grantor} REVOKE ALL ON TABLES FROM {mine}, PUBLIC.",
        )
    for extension in facts.extensions:
        if extension in reviewed.extensions:
            continue
        if extension in _OUTSIDE:
            yield error(
                "extension",
                extension,
                f"The extension {extension} reaches past row level security; DROP EXTENSION {extension}.",
            )
        else:
            yield warning(
                "extension",
                extension,
                f"The extension {extension} has not been reviewed; drop it unless something else needs it here.",
            )


def _settings(facts: Facts, mine: str) -> Iterator[Finding]:
    if facts.set_config:
        yield warning(
            "set_config",
            "set_config",
            f"The role {mine} may call set_config, so one injected expression could leave the tenant; as a superuser:"
            " REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC.",
        )
    if facts.settings_writable:
        yield warning(
            "pg_settings",
            "pg_settings",
            f"The role {mine} may update pg_settings, which changes the tenant as set_config does; as a superuser:"
            " REVOKE UPDATE ON pg_catalog.pg_settings FROM PUBLIC.",
        )


# ---- relations -------------------------------------------------------------------------------------------------------


def _relation(relation: Relation, reviewed: Reviewed) -> Iterator[Finding]:
    if relation.kind in _TABLES:
        yield from _table(relation, reviewed)
    elif relation.kind == "S":
        if relation.usable and relation.name not in reviewed.sequences:
            yield error(
                "sequence",
                relation.name,
                f"The sequence {relation.name} is shared by all tenants and tells how busy the others are; use UUIDv7"
                f" ids, or REVOKE ALL ON SEQUENCE {relation.name} FROM {APP}.",
            )
    elif relation.kind == "m":
        yield error(
            "materialized_view",
            relation.name,
            f"The materialized view {relation.name} cannot have policies; make it a table with"
            " create_tenant_table() that a job fills.",
        )
    elif relation.kind == "f":
        yield error(
            "foreign_table",
            relation.name,
            f"The foreign table {relation.name} cannot have policies; drop it and use a connector.",
        )
    elif relation.usable and not relation.invoker:
        yield error(
            "view_definer",
            relation.name,
            f"The view {relation.name} reads with its owner's rights; ALTER VIEW {relation.name} SET"
            " (security_invoker = true).",
        )


def _table(table: Relation, reviewed: Reviewed) -> Iterator[Finding]:
    name = table.name
    listed = name in reviewed.global_tables
    if not table.secured:
        in_public = "." not in name
        if not listed and (table.usable or table.tenant_column or in_public):
            yield error(
                "table_without_rls",
                name,
                f"The table {name} has no row level security; make it with create_tenant_table(), or put it on the"
                " reviewed list of global tables with a reason.",
            )
        return
    if not table.forced:
        yield error(
            "table_not_forced",
            name,
            f"Row level security of {name} does not bind its owner; ALTER TABLE {name} FORCE ROW LEVEL SECURITY.",
        )
    if not table.tenant_required:
        yield error(
            "tenant_column",
            name,
            f"The table {name} has policies but no tenant_id that is NOT NULL; make it with create_tenant_table().",
        )
    yield from _policies(table, reviewed)
    yield from _keys(table)
    for reference in table.references:
        yield from _reference(table, reference, reviewed)


def _policies(table: Relation, reviewed: Reviewed) -> Iterator[Finding]:
    own = [policy for policy in table.policies if policy.name == POLICY]
    if not own:
        yield error(
            "policy_missing",
            table.name,
            f"The table {table.name} lacks the policy {POLICY}; create it as in hanse/platform/db/schema/tables.py.",
        )
    elif not _is_isolation(own[0]):
        yield error(
            "policy_changed",
            table.name,
            f"The policy {POLICY} of {table.name} is not the expected one; drop it and create it FOR ALL TO PUBLIC with"
            f" USING and WITH CHECK {POLICY_DEPARSED}.",
        )
    for policy in table.policies:
        if policy.name == POLICY or (_is_definers(policy) and table.name in reviewed.definer_tables):
            continue
        yield error(
            "policy_extra",
            f"{table.name}.{policy.name}",
            f"The policy {policy.name} of {table.name} is not on the reviewed list; DROP POLICY {policy.name} ON"
            f" {table.name}, or list the table for the definer role.",
        )


def _is_isolation(policy: Policy) -> bool:
    texts = (policy.using, policy.check) == (POLICY_DEPARSED, POLICY_DEPARSED)
    return texts and policy.command == "*" and policy.permissive and policy.roles == ["public"]


def _is_definers(policy: Policy) -> bool:
    return policy.roles == [DEFINER] and policy.name.startswith("definer_")


def _keys(table: Relation) -> Iterator[Finding]:
    if not any(key.primary for key in table.keys):
        yield error(
            "primary_key_missing",
            table.name,
            f"The table {table.name} has no primary key; give it one that starts with tenant_id.",
        )
    for key in table.keys:
        if key.columns[:1] != ["tenant_id"]:
            yield error(
                "key_without_tenant",
                f"{table.name}.{key.name}",
                f"The key {key.name} of {table.name} does not start with tenant_id, so one tenant's rows could block or"
                " reveal another's; make it over (tenant_id, …).",
            )


def _reference(table: Relation, reference: Reference, reviewed: Reviewed) -> Iterator[Finding]:
    composite = reference.columns[0] == "tenant_id" and reference.target_columns[0] == "tenant_id"
    if not composite and (reference.target_secured or reference.target not in reviewed.global_tables):
        yield error(
            "reference_without_tenant",
            f"{table.name}.{reference.name}",
            f"The foreign key {reference.name} of {table.name} could point into another tenant; make it"
            f" (tenant_id, …) REFERENCES {reference.target} (tenant_id, …).",
        )


# ---- functions -------------------------------------------------------------------------------------------------------


def _function(function: Function, reviewed: Reviewed) -> Iterator[Finding]:
    name = function.name
    if name not in reviewed.definer_functions:
        yield error(
            "function_unlisted",
            name,
            f"The function {name} runs with its owner's rights and is not on the reviewed list; drop it, or list it.",
        )
    if f"search_path={SEARCH_PATH}" not in function.settings:
        yield error(
            "function_search_path",
            name,
            f"The function {name} runs with its owner's rights without a pinned path; ALTER FUNCTION {name} SET"
            f" search_path = {SEARCH_PATH}.",
        )
    if function.public:
        yield error(
            "function_public",
            name,
            f"Everybody may execute {name}, which runs with its owner's rights; REVOKE ALL ON FUNCTION {name} FROM"
            " PUBLIC.",
        )
    if function.owner != DEFINER or function.owner_unbound:
        yield error(
            "function_owner",
            name,
            f"The function {name} runs as {function.owner}; ALTER FUNCTION {name} OWNER TO {DEFINER}, a role without"
            " superuser and BYPASSRLS.",
        )
