create table app."interaction" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "owner_id" uuid,
  "subject" text not null,
  "kind" text not null default 'note',
  "customer_id" uuid not null,
  "contact_id" uuid,
  "happened_at" timestamp(3) with time zone not null,
  "body" text,
  "place" text,
  "duration_minutes" bigint,
  "currency" text not null,
  "cost" bigint,
  custom jsonb not null default '{}',
  chain bytea,
  tokens text[] not null default '{}',
  search_text text not null default '',
  initials text not null default '',
  constraint interaction_pkey primary key (tenant_id, id),
  constraint interaction_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
alter table app."interaction" add constraint interaction_owner_id_fkey foreign key (tenant_id, "owner_id") references app."member" (tenant_id, id);
alter table app."interaction" add constraint interaction_customer_id_fkey foreign key (tenant_id, "customer_id") references app."customer" (tenant_id, id);
alter table app."interaction" add constraint interaction_contact_id_fkey foreign key (tenant_id, "contact_id") references app."contact" (tenant_id, id);
create index interaction_created_idx on app."interaction" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index interaction_deleted_idx on app."interaction" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create index interaction_owner_id_idx on app."interaction" (tenant_id, "owner_id", created_at desc, id desc) where deleted_at is null;
create index interaction_kind_idx on app."interaction" (tenant_id, "kind", created_at desc, id desc) where deleted_at is null;
create index interaction_customer_id_idx on app."interaction" (tenant_id, "customer_id", created_at desc, id desc) where deleted_at is null;
create index interaction_happened_at_sort_idx on app."interaction" (tenant_id, "happened_at", id) where deleted_at is null;
create index interaction_custom_idx on app."interaction" using gin (custom jsonb_path_ops) where custom <> '{}';
create index interaction_tokens_idx on app."interaction" using gin (tokens);
