create table app."order" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "owner_id" uuid,
  "number" text,
  "customer_id" uuid not null,
  "ordered_on" date not null,
  "status" text not null default 'confirmed',
  "currency" text not null,
  "rate" numeric(20,6) not null default '1',
  "amount" bigint not null,
  "quantity" numeric(20,6),
  "notes" text,
  custom jsonb not null default '{}',
  chain bytea,
  tokens text[] not null default '{}',
  search_text text not null default '',
  initials text not null default '',
  constraint order_pkey primary key (tenant_id, id),
  constraint order_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
alter table app."order" add constraint order_owner_id_fkey foreign key (tenant_id, "owner_id") references app."member" (tenant_id, id);
alter table app."order" add constraint order_customer_id_fkey foreign key (tenant_id, "customer_id") references app."customer" (tenant_id, id);
create index order_created_idx on app."order" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index order_deleted_idx on app."order" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create index order_owner_id_idx on app."order" (tenant_id, "owner_id", created_at desc, id desc) where deleted_at is null;
create index order_customer_id_idx on app."order" (tenant_id, "customer_id", created_at desc, id desc) where deleted_at is null;
create index order_status_idx on app."order" (tenant_id, "status", created_at desc, id desc) where deleted_at is null;
create index order_ordered_on_sort_idx on app."order" (tenant_id, "ordered_on", id) where deleted_at is null;
create index order_amount_sort_idx on app."order" (tenant_id, "amount", id) where deleted_at is null;
create unique index order_number_key on app."order" (tenant_id, "number") where deleted_at is null;
create index order_custom_idx on app."order" using gin (custom jsonb_path_ops) where custom <> '{}';
create index order_tokens_idx on app."order" using gin (tokens);
