create table app."customer" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "owner_id" uuid,
  "kind" text not null default 'company',
  "code" text,
  "name" text not null,
  "short_name" text,
  "customer_type" text,
  "relation" text,
  "industry" text,
  "employees" bigint,
  "founded_year" bigint,
  "annual_revenue" bigint,
  "country" text,
  "province" text,
  "city" text,
  "address" text,
  "delivery_address" text,
  "invoice_address" text,
  "phone" text,
  "email" text,
  "website" text,
  "source" text,
  "cooperating_since" date,
  "currency" text not null,
  "credit_limit" bigint,
  "payment_terms" text,
  "discount_rate" numeric(20,6),
  "tax_number" text,
  "tax_terms" text,
  "invoice_title" text,
  "bank_name" text,
  "bank_account" text,
  "sales_code" text,
  "commission_code" text,
  "parent_id" uuid,
  "gender" text,
  "birth_on" date,
  "occupation" text,
  "home_address" text,
  "notes" text,
  custom jsonb not null default '{}',
  chain bytea,
  tokens text[] not null default '{}',
  search_text text not null default '',
  initials text not null default '',
  constraint customer_pkey primary key (tenant_id, id),
  constraint customer_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
alter table app."customer" add constraint customer_owner_id_fkey foreign key (tenant_id, "owner_id") references app."member" (tenant_id, id);
alter table app."customer" add constraint customer_parent_id_fkey foreign key (tenant_id, "parent_id") references app."customer" (tenant_id, id);
create index customer_created_idx on app."customer" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index customer_deleted_idx on app."customer" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create index customer_owner_id_idx on app."customer" (tenant_id, "owner_id", created_at desc, id desc) where deleted_at is null;
create index customer_industry_idx on app."customer" (tenant_id, "industry", created_at desc, id desc) where deleted_at is null;
create index customer_province_idx on app."customer" (tenant_id, "province", created_at desc, id desc) where deleted_at is null;
create index customer_parent_id_idx on app."customer" (tenant_id, "parent_id", created_at desc, id desc) where deleted_at is null;
create index customer_name_sort_idx on app."customer" (tenant_id, "name", id) where deleted_at is null;
create unique index customer_code_key on app."customer" (tenant_id, "code") where deleted_at is null;
create index customer_custom_idx on app."customer" using gin (custom jsonb_path_ops) where custom <> '{}';
create index customer_tokens_idx on app."customer" using gin (tokens);
