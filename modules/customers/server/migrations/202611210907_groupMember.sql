create table app."group_member" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "owner_id" uuid,
  "group_id" uuid not null,
  "customer_id" uuid not null,
  "note" text,
  custom jsonb not null default '{}',
  chain bytea,
  constraint group_member_pkey primary key (tenant_id, id),
  constraint group_member_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
alter table app."group_member" add constraint group_member_owner_id_fkey foreign key (tenant_id, "owner_id") references app."member" (tenant_id, id);
alter table app."group_member" add constraint group_member_group_id_fkey foreign key (tenant_id, "group_id") references app."group" (tenant_id, id);
alter table app."group_member" add constraint group_member_customer_id_fkey foreign key (tenant_id, "customer_id") references app."customer" (tenant_id, id);
create index group_member_created_idx on app."group_member" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index group_member_deleted_idx on app."group_member" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create index group_member_owner_id_idx on app."group_member" (tenant_id, "owner_id", created_at desc, id desc) where deleted_at is null;
create index group_member_group_id_idx on app."group_member" (tenant_id, "group_id", created_at desc, id desc) where deleted_at is null;
create index group_member_customer_id_idx on app."group_member" (tenant_id, "customer_id", created_at desc, id desc) where deleted_at is null;
create unique index group_member_group_id_customer_id_key on app."group_member" (tenant_id, "group_id", "customer_id") where deleted_at is null;
create index group_member_custom_idx on app."group_member" using gin (custom jsonb_path_ops) where custom <> '{}';
