SET LOCAL session_replication_role = replica;
INSERT INTO organizations
SELECT (jsonb_populate_record(NULL::organizations, to_jsonb(o) || jsonb_build_object('id', gen_random_uuid(), 'number', 'B' || g, 'parent_id', NULL,
    'name', 'Partner ' || g, 'search_key', 'partner ' || g, 'name_key', 'partner ' || g))).*
FROM (SELECT * FROM organizations WHERE tenant_id = %(tenant)s ORDER BY id LIMIT 1) o, generate_series(1, {organizations}) g;
INSERT INTO organization_closure
SELECT (jsonb_populate_record(NULL::organization_closure, to_jsonb(c) || jsonb_build_object('descendant_id', o.id, 'depth', 1))).*
FROM (SELECT * FROM organization_closure WHERE tenant_id = %(tenant)s AND ancestor_id = (
        SELECT ancestor_id FROM organization_closure WHERE tenant_id = %(tenant)s
        GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1) LIMIT 1) c,
    (SELECT id FROM organizations WHERE tenant_id = %(tenant)s AND number LIKE 'B%%') o;
CREATE TEMPORARY TABLE others ON COMMIT DROP AS SELECT gen_random_uuid() AS id FROM generate_series(2, {tenants});
INSERT INTO organizations
SELECT (jsonb_populate_record(NULL::organizations, to_jsonb(o) || jsonb_build_object('tenant_id', t.id))).*
FROM organizations o, others t WHERE o.tenant_id = %(tenant)s;
INSERT INTO organization_closure
SELECT (jsonb_populate_record(NULL::organization_closure, to_jsonb(o) || jsonb_build_object('tenant_id', t.id))).*
FROM organization_closure o, others t WHERE o.tenant_id = %(tenant)s;
INSERT INTO organization_addresses
SELECT (jsonb_populate_record(NULL::organization_addresses, to_jsonb(o) || jsonb_build_object('tenant_id', t.id))).*
FROM organization_addresses o, others t WHERE o.tenant_id = %(tenant)s;
CREATE SCHEMA bench;
CREATE TABLE bench.organizations (LIKE organizations INCLUDING ALL);
CREATE TABLE bench.organization_closure (LIKE organization_closure INCLUDING ALL);
CREATE TABLE bench.organization_addresses (LIKE organization_addresses INCLUDING ALL);
INSERT INTO bench.organizations SELECT * FROM organizations;
INSERT INTO bench.organization_closure SELECT * FROM organization_closure;
INSERT INTO bench.organization_addresses SELECT * FROM organization_addresses;
GRANT USAGE ON SCHEMA bench TO hanse_app;
GRANT SELECT ON ALL TABLES IN SCHEMA bench TO hanse_app;
ANALYZE organizations;
ANALYZE organization_closure;
ANALYZE organization_addresses;
ANALYZE bench.organizations;
ANALYZE bench.organization_closure;
ANALYZE bench.organization_addresses;
