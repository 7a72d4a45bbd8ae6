import type { ParseArgsOptionsConfig } from 'node:util';
import { runBound, runPlain } from '#kernel/db/database.ts';
import { sql } from '#kernel/db/sql.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import type { Session } from '#platform/access/server/session.ts';
import type { Product } from '../server/services.ts';

type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;
export interface CommandInput {
  product: Product | undefined;
  values: Values;
  positionals: string[];
  warn(text: string): void;
}
export interface CommandResult {
  text: string;
  data: unknown;
}

export interface Command {
  name: string;
  summary: string;
  usage: string;
  options?: ParseArgsOptionsConfig;
  /** Fewest and most words after the command. */
  positionals: readonly [number, number];
  withoutDatabase?: true;
  run(input: CommandInput): Promise<CommandResult>;
}

export const needed = (product: Product | undefined): Product => {
  if (!product) throw new Error('This command needs the database');
  return product;
};
export const textOf = (values: Values, name: string): string | undefined => (typeof values[name] === 'string' ? values[name] : undefined);

/** The organisation a command works on: --org, or the only one there is. */
export async function organisationOf(product: Product, values: Values): Promise<{ tenantId: string; name: string }> {
  const wanted = textOf(values, 'org');
  const { rows } = await runPlain(
    product.database.app,
    sql`select tenant_id as "tenantId", name from auth.organisation where ${wanted ?? null}::text is null or name = ${wanted ?? null}::text or tenant_id::text = ${wanted ?? null}::text order by name`,
  );
  if (!rows.length) throw notFound(wanted ? 'organisation.not_found' : 'organisation.none_yet', wanted ? { name: wanted } : { hint: 'zhike setup' });
  if (rows.length > 1) throw conflict('organisation.several', { hint: '--org NAME', names: rows.map((r) => r['name']).join(', ') });
  return rows[0] as { tenantId: string; name: string };
}

/** Who acts: --email, or the first administrator. */
export async function actingSession(product: Product, values: Values): Promise<Session> {
  const { tenantId } = await organisationOf(product, values);
  const email = textOf(values, 'email')?.toLowerCase();
  const [result] = await runBound(product.database.app, tenantId, [
    email
      ? sql`select id from app.v_member where tenant_id = ${tenantId}::uuid and email = ${email} and is_active and deleted_at is null`
      : sql`select id from app.v_member where tenant_id = ${tenantId}::uuid and role = 'administrator' and is_active and deleted_at is null order by created_at, id limit 1`,
  ]);
  const id = result?.rows[0]?.['id'] as string | undefined;
  if (!id) throw notFound('member.not_found', { email });
  return product.sessions.byMember(tenantId, id);
}
