create schema if not exists app;
create schema if not exists auth;
create schema if not exists ops;

-- Binds the organisation for the rest of the transaction. `set local` inside execute reaches the workers of a sharded
-- cluster; set_config does not.
create function app.set_tenant(tenant uuid) returns void language plpgsql as $$
begin
  execute format('set local app.tenant_id = %L', tenant);
end $$;

create table app.tenant (
  id uuid not null,
  name text not null,
  locale text not null,
  time_zone text not null,
  currency text not null,
  settings jsonb not null default '{}',
  created_at timestamp(3) with time zone not null,
  constraint tenant_pkey primary key (id)
);

-- One row per change of a record; append-only for the application.
create table app.history (
  tenant_id uuid not null,
  id uuid not null,
  at timestamp(3) with time zone not null,
  object text not null,
  record_id uuid not null,
  version bigint not null,
  kind text not null,
  actor_id uuid,
  via text not null,
  via_id uuid,
  -- The first entry of the request that wrote this one too, such as an order's with its lines'.
  request_id uuid,
  changes jsonb not null,
  salts jsonb not null,
  hash bytea not null,
  constraint history_pkey primary key (tenant_id, id, at),
  constraint history_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
) partition by range (at);
create table app.history_default partition of app.history default;
create index history_record_idx on app.history (tenant_id, object, record_id, version);
create index history_request_idx on app.history (tenant_id, request_id) where request_id <> id;
create index history_via_idx on app.history (tenant_id, via_id, id) where via_id is not null;

-- A record shown to a member or a department beyond what their role shows.
create table app.share (
  tenant_id uuid not null,
  id uuid not null,
  object text not null,
  record_id uuid not null,
  member_id uuid,
  department_id uuid,
  until timestamp(3) with time zone,
  created_at timestamp(3) with time zone not null,
  created_by uuid,
  constraint share_pkey primary key (tenant_id, id),
  constraint share_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);
create index share_member_idx on app.share (tenant_id, member_id, object);
create index share_department_idx on app.share (tenant_id, department_id, object);
create index share_record_idx on app.share (tenant_id, object, record_id);

-- The answer of a POST that carried an Idempotency-Key.
create table app.idempotency (
  tenant_id uuid not null,
  key text not null,
  member_id uuid not null,
  fingerprint bytea not null,
  status integer,
  response jsonb,
  created_at timestamp(3) with time zone not null,
  constraint idempotency_pkey primary key (tenant_id, member_id, key),
  constraint idempotency_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);

-- Search tokens that more than 3,000 records of an object hold; a token that is not here is rare.
create table app.token_frequency (
  tenant_id uuid not null,
  object text not null,
  token text not null,
  records bigint not null,
  constraint token_frequency_pkey primary key (tenant_id, object, token),
  constraint token_frequency_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade
);

create table auth."user" (
  "id" text primary key,
  "name" text not null,
  "email" text not null unique,
  "emailVerified" boolean not null,
  "image" text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create table auth."session" (
  "id" text primary key,
  "expiresAt" timestamptz not null,
  "token" text not null unique,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now(),
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references auth."user" ("id") on delete cascade
);
create index session_user_idx on auth."session" ("userId");
create table auth."account" (
  "id" text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references auth."user" ("id") on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index account_user_idx on auth."account" ("userId");
create table auth."verification" (
  "id" text primary key,
  "identifier" text not null,
  "value" text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);

-- Which organisations a user belongs to: looked up before an organisation is known.
create table auth.membership (
  user_id text not null references auth."user" ("id") on delete cascade,
  tenant_id uuid not null,
  member_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (user_id, tenant_id)
);
create table auth.organisation (
  tenant_id uuid primary key,
  name text not null unique
);
create table auth.api_key (
  id uuid primary key,
  tenant_id uuid not null,
  member_id uuid not null,
  name text not null,
  prefix text not null,
  hash bytea not null unique,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);
create index api_key_member_idx on auth.api_key (tenant_id, member_id);
-- One-time links: purpose is setup or invitation.
create table auth.link (
  hash bytea primary key,
  purpose text not null,
  tenant_id uuid,
  member_id uuid,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Events written with the change they tell of; a dispatcher turns them into jobs.
create table ops.outbox (
  id bigint generated always as identity primary key,
  tenant_id uuid not null,
  event text not null,
  payload jsonb not null,
  at timestamptz not null
);
-- What runs daily for each organisation, in its own time zone.
create table ops.schedule (
  tenant_id uuid not null,
  job text not null,
  time_zone text not null,
  minute_of_day integer not null,
  last_run_on date,
  primary key (tenant_id, job)
);
