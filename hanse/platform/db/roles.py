"""Names of the database roles, and the texts of tenancy that migrations write and the guard expects. Nothing else."""

from __future__ import annotations

OWNER = "hanse_owner"  # owns every object; only migrations log in with it
APP = "hanse_app"  # web and worker: no superuser, no BYPASSRLS, owns nothing
JOBS = "hanse_jobs"  # the worker's sweepers: queue, timers, outbox
DEFINER = "hanse_definer"  # cannot log in; owns the few reviewed SECURITY DEFINER functions

POLICY = "tenant_isolation"
POLICY_SQL = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
POLICY_DEPARSED = "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)"

SEARCH_PATH = "pg_catalog, public, pg_temp"  # pg_temp last, or a temporary object could shadow a table
