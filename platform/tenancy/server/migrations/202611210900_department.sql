create table app."department" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "name" text not null,
  "parent_id" uuid,
  custom jsonb not null default '{}',
  chain bytea,
  tokens text[] not null default '{}',
  search_text text not null default '',
  initials text not null default '',
  constraint department_pkey primary key (tenant_id, id),
  constraint department_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
alter table app."department" add constraint department_parent_id_fkey foreign key (tenant_id, "parent_id") references app."department" (tenant_id, id);
create index department_created_idx on app."department" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index department_deleted_idx on app."department" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create index department_parent_id_idx on app."department" (tenant_id, "parent_id", created_at desc, id desc) where deleted_at is null;
create index department_name_sort_idx on app."department" (tenant_id, "name", id) where deleted_at is null;
create index department_custom_idx on app."department" using gin (custom jsonb_path_ops) where custom <> '{}';
create index department_tokens_idx on app."department" using gin (tokens);
