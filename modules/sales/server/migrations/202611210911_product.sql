create table app."product" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "code" text,
  "name" text not null,
  "category" text,
  "unit" text,
  "currency" text not null,
  "price" bigint,
  "cost" bigint,
  "is_active" boolean not null default true,
  "description" text,
  custom jsonb not null default '{}',
  chain bytea,
  tokens text[] not null default '{}',
  search_text text not null default '',
  initials text not null default '',
  constraint product_pkey primary key (tenant_id, id),
  constraint product_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
create index product_created_idx on app."product" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index product_deleted_idx on app."product" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create index product_category_idx on app."product" (tenant_id, "category", created_at desc, id desc) where deleted_at is null;
create index product_name_sort_idx on app."product" (tenant_id, "name", id) where deleted_at is null;
create unique index product_code_key on app."product" (tenant_id, "code") where deleted_at is null;
create index product_custom_idx on app."product" using gin (custom jsonb_path_ops) where custom <> '{}';
create index product_tokens_idx on app."product" using gin (tokens);
