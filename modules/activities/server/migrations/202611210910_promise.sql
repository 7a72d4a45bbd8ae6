create table app."promise" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "owner_id" uuid,
  "what" text not null,
  "customer_id" uuid not null,
  "contact_id" uuid,
  "due_on" date not null,
  "status" text not null default 'open',
  "closed_at" timestamp(3) with time zone,
  "notes" text,
  custom jsonb not null default '{}',
  chain bytea,
  tokens text[] not null default '{}',
  search_text text not null default '',
  initials text not null default '',
  constraint promise_pkey primary key (tenant_id, id),
  constraint promise_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
alter table app."promise" add constraint promise_owner_id_fkey foreign key (tenant_id, "owner_id") references app."member" (tenant_id, id);
alter table app."promise" add constraint promise_customer_id_fkey foreign key (tenant_id, "customer_id") references app."customer" (tenant_id, id);
alter table app."promise" add constraint promise_contact_id_fkey foreign key (tenant_id, "contact_id") references app."contact" (tenant_id, id);
create index promise_created_idx on app."promise" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index promise_deleted_idx on app."promise" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create index promise_owner_id_idx on app."promise" (tenant_id, "owner_id", created_at desc, id desc) where deleted_at is null;
create index promise_customer_id_idx on app."promise" (tenant_id, "customer_id", created_at desc, id desc) where deleted_at is null;
create index promise_status_idx on app."promise" (tenant_id, "status", created_at desc, id desc) where deleted_at is null;
create index promise_due_on_sort_idx on app."promise" (tenant_id, "due_on", id) where deleted_at is null;
create index promise_custom_idx on app."promise" using gin (custom jsonb_path_ops) where custom <> '{}';
create index promise_tokens_idx on app."promise" using gin (tokens);
