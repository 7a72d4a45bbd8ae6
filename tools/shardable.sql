-- What would keep the schema from being distributed by tenant_id; must return no rows on plain PostgreSQL.
with p as (select 'app'::regnamespace as ns, 'tenant_id'::name as key, array['tenant']::text[] as roots),
dist as (  -- tables that will be distributed: they have the key, or are the tenant root itself
  select c.oid, c.relname, a.attnum, a.attnotnull
  from p join pg_class c on c.relnamespace = p.ns and c.relkind in ('r','p') and not c.relispartition
  join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
   and a.attname = case when c.relname = any(p.roots) then 'id' else p.key end)
select 'unique/PK without tenant key' as problem, d.relname as tbl, i.indexrelid::regclass::text as what
  from dist d join pg_index i on i.indrelid = d.oid and (i.indisunique or i.indisexclusion) and not (d.attnum = any(i.indkey::int2[]))
union all select 'tenant key is nullable', relname, null from dist where not attnotnull
union all select 'no primary key', relname, null from dist d where not exists (select 1 from pg_index i where i.indrelid = d.oid and i.indisprimary)
union all select 'FK between tenant tables without the key in the same position', d.relname, k.conname::text
  from pg_constraint k join dist d on d.oid = k.conrelid join dist r on r.oid = k.confrelid
  where k.contype = 'f' and coalesce(array_position(k.conkey, d.attnum), -1) <> coalesce(array_position(k.confkey, r.attnum), -2)
union all select 'FK ON DELETE/UPDATE SET NULL or SET DEFAULT that includes the key', d.relname, k.conname::text
  from pg_constraint k join dist d on d.oid = k.conrelid
  where k.contype = 'f' and d.attnum = any(k.conkey) and (k.confdeltype in ('n','d') or k.confupdtype in ('n','d'))
union all select 'FK from a non-tenant table to a tenant table (silently half enforced)', k.conrelid::regclass::text, k.conname::text
  from pg_constraint k join dist r on r.oid = k.confrelid where k.contype = 'f' and k.conparentid = 0 and not exists (select 1 from dist d where d.oid = k.conrelid)
union all select 'trigger on a tenant table', d.relname, t.tgname::text from pg_trigger t join dist d on d.oid = t.tgrelid where not t.tgisinternal
union all select 'rule on a tenant table', d.relname, w.rulename::text from pg_rewrite w join dist d on d.oid = w.ev_class
union all select 'identity/serial narrower than bigint', d.relname, a.attname::text
  from dist d join pg_attribute a on a.attrelid = d.oid and a.atttypid in ('int2'::regtype,'int4'::regtype)
  left join pg_attrdef f on f.adrelid = d.oid and f.adnum = a.attnum
  where a.attidentity <> '' or pg_get_expr(f.adbin, f.adrelid) like 'nextval(%'
union all select 'multi-level partitioning', c.relname, null from pg_class c, p where c.relnamespace = p.ns and c.relkind = 'p' and c.relispartition
union all select 'name longer than 54 bytes (shard copies get a hashed name)', d.relname, x.n
  from dist d, lateral (select conname::text n from pg_constraint where conrelid = d.oid union select indexrelid::regclass::text from pg_index where indrelid = d.oid) x where octet_length(x.n) > 54
union all select 'table without the tenant key', c.relname, null from pg_class c, p where c.relnamespace = p.ns and c.relkind in ('r','p') and not c.relispartition and not exists (select 1 from dist d where d.oid = c.oid)
union all select 'RLS off, not forced or no policy', d.relname, null from dist d join pg_class c using (oid) where not (c.relrowsecurity and c.relforcerowsecurity and exists (select 1 from pg_policy y where y.polrelid = d.oid))
union all select 'FK to a table outside the tenant set (allow-list reference tables)', d.relname, k.conname::text from pg_constraint k join dist d on d.oid = k.conrelid where k.contype = 'f' and k.conparentid = 0 and not exists (select 1 from dist r where r.oid = k.confrelid)
order by 1, 2, 3;
