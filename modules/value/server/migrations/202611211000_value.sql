alter table app.customer add column grade text;
alter table app.customer add column is_falling boolean not null default false;
create index customer_grade_idx on app.customer (tenant_id, grade, created_at desc, id desc) where deleted_at is null;
create index customer_is_falling_idx on app.customer (tenant_id, created_at desc, id desc) where deleted_at is null and is_falling;

-- One calculation of an organisation's values as of a day.
create table app.value_run (
  tenant_id uuid not null,
  as_of date not null,
  computed_at timestamp(3) with time zone not null,
  took_ms bigint not null,
  currency text not null,
  customers bigint not null,
  buyers bigint not null,
  total_12m bigint not null,
  cuts jsonb not null,
  -- Its rows stand under 'infinity' until the next one; rows of other days stay.
  is_current boolean not null,
  constraint value_run_pkey primary key (tenant_id, as_of),
  constraint value_run_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);

-- What a customer was worth as of a day; money in minor units of the organisation's currency. The rows of today's runs
-- stand under the date 'infinity' and change only where a value changed; a run as of another day writes rows of its own.
create table app.customer_value (
  tenant_id uuid not null,
  customer_id uuid not null,
  as_of date not null,
  first_on date,
  last_on date,
  purchase_days bigint not null,
  amount bigint not null,
  revenue_12m bigint not null,
  revenue_before bigint not null,
  recency bigint,
  frequency bigint,
  monetary bigint,
  share_above numeric(9,8),
  grade text not null,
  usual_days numeric(10,2),
  limit_days numeric(10,2),
  is_falling boolean not null,
  constraint customer_value_pkey primary key (tenant_id, as_of, customer_id),
  constraint customer_value_customer_fkey foreign key (tenant_id, customer_id) references app.customer (tenant_id, id) on delete cascade
);
create index customer_value_revenue_idx on app.customer_value (tenant_id, as_of, revenue_12m desc, customer_id) where is_falling;
create index customer_value_customer_idx on app.customer_value (tenant_id, customer_id, as_of);

-- Moves of grade or score found by the runs as of today.
create table app.value_change (
  tenant_id uuid not null,
  customer_id uuid not null,
  changed_on date not null,
  from_grade text,
  to_grade text not null,
  score text,
  revenue_12m bigint not null,
  revenue_before bigint not null,
  constraint value_change_pkey primary key (tenant_id, customer_id, changed_on),
  constraint value_change_customer_fkey foreign key (tenant_id, customer_id) references app.customer (tenant_id, id) on delete cascade
);
create index value_change_recent_idx on app.value_change (tenant_id, changed_on desc, revenue_12m desc, customer_id) where from_grade is not null and from_grade <> to_grade;
