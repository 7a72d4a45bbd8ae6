import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '#kernel/db/database.ts';
import { snake, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { tableColumns } from '#kernel/objects/tableSql.ts';
import { objectsOf } from '#platform/context/server/context.ts';
import { migrate } from '#platform/tenancy/server/migrate.ts';
import { serverModules } from '#apps/server/modules.ts';
import { startEmbeddedPostgres } from '#apps/server/postgres/supervise.ts';

/** Messages are complete in three languages; migrations make what the definitions say; the schema stays shardable. */
const root = new URL('..', import.meta.url).pathname;
const locales = ['zh-CN', 'zh-TW', 'en'] as const;
const objects = objectsOf(serverModules);

function readMessages(): Map<string, Map<string, string>> {
  const byLocale = new Map<string, Map<string, string>>(locales.map((l) => [l, new Map()]));
  for (const layer of ['platform', 'modules']) {
    for (const part of readdirSync(join(root, layer))) {
      for (const locale of locales) {
        const file = join(root, layer, part, 'messages', `${locale}.json`);
        try {
          for (const [key, text] of Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)) byLocale.get(locale)?.set(key, text);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        }
      }
    }
  }
  return byLocale;
}

const placeholders = (text: string) =>
  [...text.matchAll(/\{\{(\w+)/g)]
    .map((m) => m[1])
    .sort()
    .join();

function wantedKeys(object: ObjectDefinition): string[] {
  const fields = Object.entries(object.fields);
  return [
    `object.${object.name}`,
    `object.${object.name}.plural`,
    ...fields.map(([name]) => `field.${object.name}.${name}`),
    ...fields.flatMap(([name, f]) => (f.kind === 'choice' ? (f.options ?? []).map((o) => `choice.${object.name}.${name}.${o}`) : [])),
  ];
}

function messageProblems(): string[] {
  const messages = readMessages();
  const all = new Set([...messages.values()].flatMap((m) => [...m.keys()]));
  const problems: string[] = [];
  for (const locale of locales) {
    const own = messages.get(locale) as Map<string, string>;
    const has = (key: string) => own.has(key) || own.has(key.replace(/^field\.\w+\./, 'field.'));
    for (const key of all) if (!own.has(key)) problems.push(`${locale}: ${key} is missing`);
    for (const key of objects.flatMap(wantedKeys)) if (!has(key)) problems.push(`${locale}: ${key} is missing`);
    for (const [key, text] of own) {
      const other = messages.get('en')?.get(key);
      if (!text.trim()) problems.push(`${locale}: ${key} is empty`);
      if (other !== undefined && placeholders(other) !== placeholders(text)) problems.push(`${locale}: ${key} has other placeholders than in English`);
    }
  }
  return problems;
}

interface Column {
  name: string;
  type: string;
  nullable: boolean;
}

function tableProblems(object: ObjectDefinition, actual: readonly Column[]): string[] {
  const wanted = tableColumns(object);
  const problems = wanted.flatMap((column) => {
    const found = actual.find((a) => a.name === column.name);
    if (!found) return [`${object.table}.${column.name} is missing`];
    const same = found.type === column.type && found.nullable === column.isNullable;
    return same
      ? []
      : [
          `${object.table}.${column.name}: the table has ${found.type}${found.nullable ? '' : ' not null'}, the definition ${column.type}${column.isNullable ? '' : ' not null'}`,
        ];
  });
  const extra = actual.filter((a) => !wanted.some((w) => w.name === a.name)).map((a) => `${object.table}.${a.name} is in no definition`);
  return [...problems, ...extra];
}

async function databaseProblems(): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'zhike-check-'));
  mkdirSync(join(dir, 'data'));
  for (const d of [dir, join(dir, 'data')]) chmodSync(d, 0o711);
  const embedded = await startEmbeddedPostgres(join(dir, 'data'));
  const database = openDatabase({ ownerUrl: embedded.url });
  try {
    await migrate(database, root);
    const columns = (
      await database.owner.query(`select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')`)
    ).rows as (Column & { table: string })[];
    const lint = (await database.owner.query(readFileSync(join(root, 'tools', 'shardable.sql'), 'utf8'))).rows as {
      problem: string;
      tbl: string;
      what: string | null;
    }[];
    return [
      ...objects.flatMap((o) =>
        tableProblems(
          o,
          columns.filter((c) => c.table === snake(o.name)),
        ),
      ),
      ...lint.map((row) => `${row.tbl}: ${row.problem}${row.what ? ` (${row.what})` : ''}`),
    ];
  } finally {
    await database.close();
    await embedded.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

const problems = [...messageProblems(), ...(await databaseProblems())];
process.stdout.write(problems.length ? `${problems.join('\n')}\n` : `${objects.length} objects\n`);
process.exit(problems.length ? 1 : 0);
