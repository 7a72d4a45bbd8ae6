create table app."contact" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "owner_id" uuid,
  "name" text not null,
  "customer_id" uuid not null,
  "job_title" text,
  "department" text,
  "role" text,
  "phone" text,
  "email" text,
  "wecom" text,
  "preferred_channel" text,
  "gender" text,
  "birth_on" date,
  "is_lunar_birthday" boolean not null default false,
  "is_primary" boolean not null default false,
  "notes" text,
  custom jsonb not null default '{}',
  chain bytea,
  tokens text[] not null default '{}',
  search_text text not null default '',
  initials text not null default '',
  constraint contact_pkey primary key (tenant_id, id),
  constraint contact_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
alter table app."contact" add constraint contact_owner_id_fkey foreign key (tenant_id, "owner_id") references app."member" (tenant_id, id);
alter table app."contact" add constraint contact_customer_id_fkey foreign key (tenant_id, "customer_id") references app."customer" (tenant_id, id);
create index contact_created_idx on app."contact" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index contact_deleted_idx on app."contact" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create index contact_owner_id_idx on app."contact" (tenant_id, "owner_id", created_at desc, id desc) where deleted_at is null;
create index contact_customer_id_idx on app."contact" (tenant_id, "customer_id", created_at desc, id desc) where deleted_at is null;
create index contact_role_idx on app."contact" (tenant_id, "role", created_at desc, id desc) where deleted_at is null;
create index contact_name_sort_idx on app."contact" (tenant_id, "name", id) where deleted_at is null;
create index contact_custom_idx on app."contact" using gin (custom jsonb_path_ops) where custom <> '{}';
create index contact_tokens_idx on app."contact" using gin (tokens);
