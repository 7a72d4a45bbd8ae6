create table app."order_line" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "order_id" uuid not null,
  "position" bigint not null,
  "product_id" uuid,
  "description" text,
  "quantity" numeric(20,6) not null default '1',
  "unit_price" numeric(20,6) not null default '0',
  "discount_rate" numeric(20,6) not null default '0',
  "currency" text not null,
  "amount" bigint not null,
  custom jsonb not null default '{}',
  chain bytea,
  constraint order_line_pkey primary key (tenant_id, id),
  constraint order_line_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
alter table app."order_line" add constraint order_line_order_id_fkey foreign key (tenant_id, "order_id") references app."order" (tenant_id, id);
alter table app."order_line" add constraint order_line_product_id_fkey foreign key (tenant_id, "product_id") references app."product" (tenant_id, id);
create index order_line_created_idx on app."order_line" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index order_line_deleted_idx on app."order_line" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create index order_line_order_id_idx on app."order_line" (tenant_id, "order_id", created_at desc, id desc) where deleted_at is null;
create index order_line_product_id_idx on app."order_line" (tenant_id, "product_id", created_at desc, id desc) where deleted_at is null;
create index order_line_parent_idx on app."order_line" (tenant_id, "order_id", id) where deleted_at is null;
create index order_line_custom_idx on app."order_line" using gin (custom jsonb_path_ops) where custom <> '{}';
