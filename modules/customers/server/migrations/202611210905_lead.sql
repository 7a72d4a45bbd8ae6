create table app."lead" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "owner_id" uuid,
  "name" text not null,
  "company" text,
  "status" text not null default 'new',
  "source" text,
  "phone" text,
  "email" text,
  "industry" text,
  "province" text,
  "interest" text,
  "notes" text,
  custom jsonb not null default '{}',
  chain bytea,
  tokens text[] not null default '{}',
  search_text text not null default '',
  initials text not null default '',
  constraint lead_pkey primary key (tenant_id, id),
  constraint lead_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
alter table app."lead" add constraint lead_owner_id_fkey foreign key (tenant_id, "owner_id") references app."member" (tenant_id, id);
create index lead_created_idx on app."lead" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index lead_deleted_idx on app."lead" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create index lead_owner_id_idx on app."lead" (tenant_id, "owner_id", created_at desc, id desc) where deleted_at is null;
create index lead_status_idx on app."lead" (tenant_id, "status", created_at desc, id desc) where deleted_at is null;
create index lead_source_idx on app."lead" (tenant_id, "source", created_at desc, id desc) where deleted_at is null;
create index lead_name_sort_idx on app."lead" (tenant_id, "name", id) where deleted_at is null;
create index lead_custom_idx on app."lead" using gin (custom jsonb_path_ops) where custom <> '{}';
create index lead_tokens_idx on app."lead" using gin (tokens);
