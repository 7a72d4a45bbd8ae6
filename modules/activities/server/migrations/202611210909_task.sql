create table app."task" (
  tenant_id uuid not null,
  "id" uuid not null,
  "version" bigint not null,
  "created_at" timestamp(3) with time zone not null,
  "updated_at" timestamp(3) with time zone not null,
  "created_by" uuid,
  "deleted_at" timestamp(3) with time zone,
  "owner_id" uuid,
  "title" text not null,
  "customer_id" uuid,
  "contact_id" uuid,
  "due_on" date,
  "priority" text not null default 'normal',
  "status" text not null default 'open',
  "completed_at" timestamp(3) with time zone,
  "reason" text,
  "notes" text,
  custom jsonb not null default '{}',
  chain bytea,
  tokens text[] not null default '{}',
  search_text text not null default '',
  initials text not null default '',
  constraint task_pkey primary key (tenant_id, id),
  constraint task_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
alter table app."task" add constraint task_owner_id_fkey foreign key (tenant_id, "owner_id") references app."member" (tenant_id, id);
alter table app."task" add constraint task_customer_id_fkey foreign key (tenant_id, "customer_id") references app."customer" (tenant_id, id);
alter table app."task" add constraint task_contact_id_fkey foreign key (tenant_id, "contact_id") references app."contact" (tenant_id, id);
create index task_created_idx on app."task" (tenant_id, created_at desc, id desc) where deleted_at is null;
create index task_deleted_idx on app."task" (tenant_id, deleted_at desc, id desc) where deleted_at is not null;
create index task_owner_id_idx on app."task" (tenant_id, "owner_id", created_at desc, id desc) where deleted_at is null;
create index task_customer_id_idx on app."task" (tenant_id, "customer_id", created_at desc, id desc) where deleted_at is null;
create index task_status_idx on app."task" (tenant_id, "status", created_at desc, id desc) where deleted_at is null;
create index task_due_on_sort_idx on app."task" (tenant_id, "due_on", id) where deleted_at is null;
create index task_custom_idx on app."task" using gin (custom jsonb_path_ops) where custom <> '{}';
create index task_tokens_idx on app."task" using gin (tokens);
