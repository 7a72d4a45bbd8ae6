-- One uploaded file on its way into an object.
create table app.import_run (
  tenant_id uuid not null,
  id uuid not null,
  object text not null,
  file_name text not null,
  stored_path text not null,
  size_bytes bigint not null,
  state text not null,
  options jsonb not null,
  table_info jsonb not null,
  counts jsonb not null default '{}',
  problems jsonb not null default '[]',
  undo jsonb not null default '{}',
  total_rows bigint,
  created_by uuid,
  created_at timestamp(3) with time zone not null,
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  error jsonb,
  constraint import_run_pkey primary key (tenant_id, id),
  constraint import_run_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade,
  constraint import_run_created_by_fkey foreign key (tenant_id, created_by) references app.member (tenant_id, id)
);
create index import_run_created_idx on app.import_run (tenant_id, created_at desc, id desc);
create index import_run_created_by_idx on app.import_run (tenant_id, created_by, created_at desc, id desc);

-- What is finished, written in the transaction of its records: rows first_row to last_row of the file. A later pass takes
-- those that the pass before it deferred.
create table app.import_chunk (
  tenant_id uuid not null,
  import_id uuid not null,
  pass bigint not null,
  first_row bigint not null,
  last_row bigint not null,
  counts jsonb not null,
  deferred jsonb not null default '[]',
  constraint import_chunk_pkey primary key (tenant_id, import_id, pass, first_row),
  constraint import_chunk_run_fkey foreign key (tenant_id, import_id) references app.import_run (tenant_id, id) on delete cascade
);

-- Rows of the file that were not taken, as they stood there, with what is wrong.
create table app.import_failure (
  tenant_id uuid not null,
  import_id uuid not null,
  "row" bigint not null,
  cells jsonb not null,
  errors jsonb not null,
  constraint import_failure_pkey primary key (tenant_id, import_id, "row"),
  constraint import_failure_run_fkey foreign key (tenant_id, import_id) references app.import_run (tenant_id, id) on delete cascade
);
