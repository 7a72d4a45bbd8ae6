create table app."group" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "name" text not null,
  "description" text,
  custom jsonb not null default '{}',
  chain bytea,
  tokens text[] not null default '{}',
  search_text text not null default '',
  initials text not null default '',
  constraint group_pkey primary key (tenant_id, id),
  constraint group_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
create index group_created_idx on app."group" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index group_deleted_idx on app."group" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create unique index group_name_key on app."group" (tenant_id, "name") where deleted_at is null;
create index group_custom_idx on app."group" using gin (custom jsonb_path_ops) where custom <> '{}';
create index group_tokens_idx on app."group" using gin (tokens);
