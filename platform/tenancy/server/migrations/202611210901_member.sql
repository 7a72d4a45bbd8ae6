create table app."member" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "name" text not null,
  "email" text not null,
  "role" text not null default 'member',
  "department_id" uuid,
  "is_active" boolean not null default true,
  "user_id" text,
  custom jsonb not null default '{}',
  chain bytea,
  tokens text[] not null default '{}',
  search_text text not null default '',
  initials text not null default '',
  constraint member_pkey primary key (tenant_id, id),
  constraint member_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
alter table app."member" add constraint member_department_id_fkey foreign key (tenant_id, "department_id") references app."department" (tenant_id, id);
create index member_created_idx on app."member" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index member_deleted_idx on app."member" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create index member_department_id_idx on app."member" (tenant_id, "department_id", created_at desc, id desc) where deleted_at is null;
create index member_name_sort_idx on app."member" (tenant_id, "name", id) where deleted_at is null;
create unique index member_email_key on app."member" (tenant_id, "email") where deleted_at is null;
create index member_custom_idx on app."member" using gin (custom jsonb_path_ops) where custom <> '{}';
create index member_tokens_idx on app."member" using gin (tokens);
