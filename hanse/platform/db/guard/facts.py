"""What the catalogue says, read by one statement. No judgement here: that is rules.py.

The statement reads as the role being judged, with functions every role may call, so it needs no rights of its own.
"""

from __future__ import annotations

from typing import Final, LiteralString

import msgspec

from hanse.kit.structs import Data


class Role(Data, frozen=True):
    """A role's powers. `memberships` of the role itself are in Facts."""

    name: str
    superuser: bool
    bypasses: bool
    replication: bool


class Membership(Data, frozen=True):
    """A role the judged one may become or inherits from."""

    name: str
    superuser: bool
    bypasses: bool
    owns_tables: bool


class Policy(Data, frozen=True):
    """A row level security policy as PostgreSQL prints it back."""

    name: str
    command: str
    permissive: bool
    roles: list[str]
    using: str | None
    check: str | None


class Key(Data, frozen=True):
    """A unique index or exclusion constraint: its columns in order (empty text for an expression)."""

    name: str
    primary: bool
    columns: list[str]


class Reference(Data, frozen=True):
    """A foreign key."""

    name: str
    columns: list[str]
    target: str
    target_secured: bool
    target_columns: list[str]


class Relation(Data, frozen=True):
    """A table, view, sequence or the like, with what the judged role may do to it."""

    name: str
    kind: str
    owner: str
    extension: str | None
    usable: bool
    beyond: list[str]
    secured: bool
    forced: bool
    invoker: bool
    tenant_column: bool
    tenant_required: bool
    policies: list[Policy] = []
    keys: list[Key] = []
    references: list[Reference] = []


class Function(Data, frozen=True):
    """A SECURITY DEFINER function."""

    name: str
    owner: str
    owner_unbound: bool
    extension: str | None
    settings: list[str]
    public: bool


class Facts(Data, frozen=True):
    """All the guard knows. The first of `roles` is the judged one; a second is the log-in it was switched from."""

    roles: list[Role]
    memberships: list[Membership]
    owned: int
    database_create: bool
    schemas_create: list[str]
    relations: list[Relation]
    functions: list[Function]
    default_grants: list[str]
    extensions: list[str]
    set_config: bool
    settings_writable: bool


def read(document: str) -> Facts:
    """Build the facts from the statement's answer."""
    return msgspec.json.decode(document, type=Facts)


FACTS_SQL: Final[LiteralString] = """
WITH me AS (SELECT oid FROM pg_roles WHERE rolname = current_user),
spaces AS (
    SELECT oid, nspname, CASE nspname WHEN 'public' THEN '' ELSE nspname || '.' END AS prefix
    FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
),
extended AS (
    SELECT d.classid, d.objid, e.extname FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
    WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
),
relations AS (
    SELECT c.oid, s.prefix || c.relname AS name, c.relkind, c.relowner, c.relrowsecurity, c.relforcerowsecurity,
           c.reloptions
    FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
),
policies AS (
    SELECT p.polrelid, jsonb_agg(jsonb_build_object(
        'name', p.polname, 'command', p.polcmd, 'permissive', p.polpermissive,
        'roles', (SELECT jsonb_agg(CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r)::text END)
                  FROM unnest(p.polroles) r),
        'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)
    ) ORDER BY p.polname) AS list
    FROM pg_policy p GROUP BY p.polrelid
),
keys AS (
    SELECT i.indrelid, jsonb_agg(jsonb_build_object(
        'name', k.relname, 'primary', i.indisprimary,
        'columns', (SELECT jsonb_agg(coalesce(a.attname::text, '') ORDER BY n.position)
                    FROM unnest(i.indkey::int2[]) WITH ORDINALITY n (number, position)
                    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = n.number
                    WHERE n.position <= i.indnkeyatts)
    ) ORDER BY k.relname) AS list
    FROM pg_index i JOIN relations r ON r.oid = i.indrelid JOIN pg_class k ON k.oid = i.indexrelid
    WHERE r.relrowsecurity AND (i.indisunique OR i.indisexclusion) GROUP BY i.indrelid
),
reference_columns AS (
    SELECT f.oid, jsonb_agg(own.attname ORDER BY n.position) AS own,
           jsonb_agg(other.attname ORDER BY n.position) AS other
    FROM pg_constraint f, unnest(f.conkey, f.confkey) WITH ORDINALITY n (own, other, position),
         pg_attribute own, pg_attribute other
    WHERE f.contype = 'f' AND own.attrelid = f.conrelid AND own.attnum = n.own
      AND other.attrelid = f.confrelid AND other.attnum = n.other
    GROUP BY f.oid
),
refs AS (
    SELECT f.conrelid, jsonb_agg(jsonb_build_object(
        'name', f.conname, 'columns', c.own, 'target', t.name, 'target_secured', t.relrowsecurity,
        'target_columns', c.other) ORDER BY f.conname) AS list
    FROM pg_constraint f JOIN reference_columns c ON c.oid = f.oid JOIN relations t ON t.oid = f.confrelid
    GROUP BY f.conrelid
)
SELECT jsonb_build_object(
    'roles', (
        SELECT jsonb_agg(jsonb_build_object('name', rolname, 'superuser', rolsuper, 'bypasses', rolbypassrls,
                                            'replication', rolreplication) ORDER BY rolname <> current_user)
        FROM pg_roles WHERE rolname IN (current_user, session_user)),
    'memberships', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('name', o.rolname, 'superuser', o.rolsuper,
            'bypasses', o.rolbypassrls,
            'owns_tables', EXISTS (SELECT FROM relations r WHERE r.relowner = o.oid)) ORDER BY o.rolname), '[]')
        FROM pg_roles o
        WHERE o.rolname NOT IN (current_user, session_user) AND pg_has_role(session_user, o.oid, 'MEMBER')),
    'owned', (
        SELECT count(*) FROM pg_shdepend d, me WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = me.oid
        AND d.deptype = 'o' AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))),
    'database_create', has_database_privilege(current_database(), 'CREATE'),
    'schemas_create', (
        SELECT coalesce(jsonb_agg(nspname ORDER BY nspname), '[]')
        FROM spaces WHERE has_schema_privilege(oid, 'CREATE')),
    'relations', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'name', r.name, 'kind', r.relkind, 'owner', pg_get_userbyid(r.relowner), 'extension', e.extname,
            'usable', CASE r.relkind WHEN 'S' THEN has_sequence_privilege(r.oid, 'USAGE, SELECT, UPDATE')
                ELSE has_table_privilege(r.oid, 'SELECT, INSERT, UPDATE, DELETE')
                     OR has_any_column_privilege(r.oid, 'SELECT, INSERT, UPDATE') END,
            'beyond', (SELECT coalesce(jsonb_agg(p), '[]') FROM unnest('{TRUNCATE,REFERENCES,TRIGGER}'::text[]) p
                WHERE CASE WHEN r.relkind = 'S' THEN false ELSE has_table_privilege(r.oid, p) END),
            'secured', r.relrowsecurity, 'forced', r.relforcerowsecurity,
            'invoker', coalesce((SELECT o.option_value::boolean FROM pg_options_to_table(r.reloptions) o
                WHERE o.option_name = 'security_invoker'), false),
            'tenant_column', a.attname IS NOT NULL, 'tenant_required', coalesce(a.attnotnull, false),
            'policies', coalesce(p.list, '[]'), 'keys', coalesce(k.list, '[]'), 'references', coalesce(f.list, '[]')
        ) ORDER BY r.name), '[]')
        FROM relations r
        LEFT JOIN extended e ON e.classid = 'pg_class'::regclass AND e.objid = r.oid
        LEFT JOIN pg_attribute a ON a.attrelid = r.oid AND a.attname = 'tenant_id' AND a.attnum > 0
        LEFT JOIN policies p ON p.polrelid = r.oid
        LEFT JOIN keys k ON k.indrelid = r.oid
        LEFT JOIN refs f ON f.conrelid = r.oid),
    'functions', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'name', s.prefix || f.proname, 'owner', o.rolname, 'owner_unbound', o.rolsuper OR o.rolbypassrls,
            'extension', e.extname, 'settings', coalesce(to_jsonb(f.proconfig), '[]'),
            'public', EXISTS (SELECT FROM aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) g
                              WHERE g.grantee = 0)) ORDER BY f.proname), '[]')
        FROM pg_proc f JOIN spaces s ON s.oid = f.pronamespace JOIN pg_roles o ON o.oid = f.proowner
        LEFT JOIN extended e ON e.classid = 'pg_proc'::regclass AND e.objid = f.oid
        WHERE f.prosecdef),
    'default_grants', (
        SELECT coalesce(jsonb_agg(DISTINCT pg_get_userbyid(d.defaclrole)), '[]')
        FROM pg_default_acl d, aclexplode(d.defaclacl) g
        WHERE d.defaclobjtype = 'r' AND g.grantee <> d.defaclrole
          AND (g.grantee = 0 OR pg_has_role(session_user, g.grantee, 'MEMBER'))),
    'extensions', (SELECT coalesce(jsonb_agg(extname ORDER BY extname), '[]') FROM pg_extension),
    'set_config', has_function_privilege('pg_catalog.set_config(text, text, boolean)', 'EXECUTE'),
    'settings_writable', has_table_privilege('pg_catalog.pg_settings', 'UPDATE')
)::text
"""
