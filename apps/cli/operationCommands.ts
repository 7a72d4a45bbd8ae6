import { runPlain, type Database } from '#kernel/db/database.ts';
import { sql } from '#kernel/db/sql.ts';
import { findMigrations } from '#platform/tenancy/server/migrate.ts';
import { readConfig } from '../server/config.ts';
import { openProduct } from '../server/services.ts';
import { needed, type Command } from './command.ts';

const migrateCommand: Command = {
  name: 'migrate',
  summary: 'Brings the database up to date; starting does the same.',
  usage: '',
  positionals: [0, 0],
  async run({ product }) {
    const { rows } = await runPlain(needed(product).database.owner, sql`select name from ops.migration order by name`);
    return { text: `${rows.length} migrations, none waiting`, data: rows };
  },
};

interface Finding {
  name: string;
  value: string;
  isGood: boolean;
  hint?: string;
}

const doctor: Command = {
  name: 'doctor',
  summary: 'Shows the effective settings, and what is wrong with them.',
  usage: '',
  positionals: [0, 0],
  withoutDatabase: true,
  async run() {
    const findings = await examine();
    const bad = findings.filter((f) => !f.isGood);
    const text = findings.map((f) => `${f.isGood ? 'ok   ' : 'WRONG'} ${f.name.padEnd(18)} ${f.value}${f.hint ? `\n        ${f.hint}` : ''}`).join('\n');
    if (bad.length) throw new Error(text);
    return { text, data: findings };
  },
};

async function examine(): Promise<Finding[]> {
  const config = readConfig();
  const good = (name: string, value: string): Finding => ({ name, value, isGood: true });
  const findings = [
    good('PORT', String(config.port)),
    good('HOST', config.host),
    good('ZHIKE_URL', config.publicUrl),
    good('ZHIKE_ROLE', config.role),
    good('ZHIKE_DATA', config.dataDir),
    good('ZHIKE_FILES', config.filesDir),
    good('LOG_LEVEL', config.logLevel),
    good('DATABASE_URL', config.databaseUrl ? config.databaseUrl.replace(/:[^:@/]+@/, ':****@') : 'not set: embedded PostgreSQL'),
    good('Node.js', process.version),
  ];
  if (!config.publicUrl.startsWith('https:') && config.host !== '127.0.0.1' && config.host !== 'localhost') {
    findings.push({
      name: 'encryption',
      value: 'ZHIKE_URL is not https',
      isGood: true,
      hint: 'Put a reverse proxy with a certificate in front, and set ZHIKE_URL to its address.',
    });
  }
  try {
    const product = await openProduct(config, { logLevel: 'silent' });
    findings.push(good('database', product.databasePlace), ...(await examineDatabase(product.database)));
    await product.close();
  } catch (error) {
    findings.push({ name: 'database', value: (error as Error).message, isGood: false });
  }
  return findings;
}

async function examineDatabase(database: Database): Promise<Finding[]> {
  const { rows } = await runPlain(
    database.owner,
    sql`select current_setting('server_version') as version, (select count(*) from ops.migration) as migrations, (select count(*) from ops.outbox) as waiting, pg_size_pretty(pg_database_size(current_database())) as size, current_setting('data_checksums') as checksums`,
  );
  const row = rows[0] ?? {};
  const known = findMigrations(readConfig().projectRoot).length;
  return [
    { name: 'PostgreSQL', value: String(row['version']), isGood: true },
    { name: 'migrations', value: `${String(row['migrations'])} of ${known}`, isGood: Number(row['migrations']) >= known },
    { name: 'size', value: String(row['size']), isGood: true },
    {
      name: 'checksums',
      value: String(row['checksums']),
      isGood: true,
      ...(row['checksums'] === 'on' ? {} : { hint: 'Damaged pages stay unnoticed; make the cluster with --data-checksums.' }),
    },
    {
      name: 'waiting events',
      value: String(row['waiting']),
      isGood: Number(row['waiting']) < 100_000,
      ...(Number(row['waiting']) < 100_000 ? {} : { hint: 'No worker takes them: start one with ZHIKE_ROLE=worker.' }),
    },
  ];
}

export const operationCommands: readonly Command[] = [migrateCommand, doctor];
