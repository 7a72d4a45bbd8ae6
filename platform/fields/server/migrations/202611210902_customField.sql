create table app."custom_field" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "object" text not null,
  "name" text not null,
  "label" text not null,
  "field_kind" text not null default 'text',
  "options" text,
  custom jsonb not null default '{}',
  chain bytea,
  constraint custom_field_pkey primary key (tenant_id, id),
  constraint custom_field_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
create index custom_field_created_idx on app."custom_field" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index custom_field_deleted_idx on app."custom_field" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create index custom_field_object_idx on app."custom_field" (tenant_id, "object", created_at desc, id desc) where deleted_at is null;
create unique index custom_field_object_name_key on app."custom_field" (tenant_id, "object", "name") where deleted_at is null;
create index custom_field_custom_idx on app."custom_field" using gin (custom jsonb_path_ops) where custom <> '{}';
