import { createWriteStream } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { invalid, notFound, Problem } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import type { Session } from '#platform/access/server/session.ts';
import type { RequestContext } from '#platform/context/server/context.ts';
import { execute } from '#platform/context/server/execute.ts';
import { failuresFile } from '#platform/import/server/failuresFile.ts';
import { duplicatePolicies, importInput, type ImportInput } from '#platform/import/server/importOptions.ts';
import {
  createImport,
  findImport,
  presentImport,
  startCheck,
  startImport,
  startUndo,
  storedPathOf,
  type ImportRun,
} from '#platform/import/server/importRun.ts';
import { runImport } from '#platform/import/server/runImport.ts';
import { undoImport } from '#platform/import/server/undoImport.ts';
import type { Product } from '../server/services.ts';
import { actingSession, needed, textOf, type Command, type CommandInput } from './command.ts';

interface Acting {
  product: Product;
  session: Session;
}

const asCommand = <T>({ product, session }: Acting, work: (ctx: RequestContext) => Promise<T>): Promise<T> =>
  execute(product.services, session, { via: 'cli', isCommand: true }, work);

async function inputOf(values: CommandInput['values'], objectName: string): Promise<ImportInput> {
  const file = textOf(values, 'mapping');
  const mapping = file === undefined ? {} : (JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>);
  const policy = textOf(values, 'on-duplicate');
  if (policy !== undefined && !(duplicatePolicies as readonly string[]).includes(policy))
    throw invalid('field.not_an_option', { '--on-duplicate': policy, options: duplicatePolicies.join(', ') });
  const parsed = importInput.safeParse({ ...mapping, object: objectName, ...(policy === undefined ? {} : { onDuplicate: policy }) });
  if (parsed.success) return parsed.data;
  throw new Problem(
    422,
    'import.bad_mapping',
    { file },
    parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), code: issue.message })),
  );
}

/** The file goes to where uploads are kept, so that a worker can go on with it should this process be killed. */
async function takeFile(acting: Acting, file: string, input: ImportInput): Promise<ImportRun> {
  const { product, session } = acting;
  const id = newId();
  const kept = path.join(product.services.filesDir, storedPathOf(session.organisation.id, id));
  await mkdir(path.dirname(kept), { recursive: true, mode: 0o700 });
  try {
    await copyFile(file, kept);
    await chmod(kept, 0o600);
    return await asCommand(acting, (ctx) => createImport(ctx, { id, fileName: path.basename(file), input }));
  } catch (error) {
    await rm(kept, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw notFound('import.no_such_file', { file });
    throw error;
  }
}

const current = (acting: Acting, id: string) => asCommand(acting, async (ctx) => presentImport(ctx, await findImport(ctx, id)));

interface Shown {
  id: string;
  object: string;
  state: string;
  totalRows: number | null;
  counts: { rows: number; created: number; updated: number; skipped: number; failed: number; references: number };
  undo: { deleted: number; restored: number; kept: number };
  problems: { row: number; path: string; message: string; value?: unknown }[];
}

const reportEveryMs = 500;

async function runHere(acting: Acting, id: string, warn: (text: string) => void): Promise<Shown> {
  const started = Date.now();
  let told = started;
  await runImport(acting.product.services, { tenantId: acting.session.organisation.id, importId: id }, ({ rows }) => {
    if (Date.now() - told < reportEveryMs) return;
    told = Date.now();
    warn(`${rows} rows, ${Math.round(rows / ((told - started) / 1000))}/s`);
  });
  // The worker of a running server may have been faster in taking it.
  for (;;) {
    const shown = (await current(acting, id)) as unknown as Shown;
    if (shown.state !== 'running' && shown.state !== 'checking') return shown;
    warn(`${shown.counts.rows} rows`);
    await new Promise((resolve) => setTimeout(resolve, reportEveryMs));
  }
}

const problemLines = ({ problems }: Shown, limit: number) =>
  problems.slice(0, limit).map((p) => `  row ${p.row}  ${p.path}${p.value ? ` "${String(p.value)}"` : ''}  ${p.message}`);

const summary = ({ counts }: Shown) =>
  `${counts.rows} rows: ${counts.created} created, ${counts.updated} updated, ${counts.skipped} skipped, ${counts.failed} failed${counts.references ? `; ${counts.references} records made for references` : ''}`;

async function writeFailures(acting: Acting, id: string, file: string): Promise<string> {
  const run = await asCommand(acting, (ctx) => findImport(ctx, id));
  const { stream, extension } = failuresFile(acting.product.services, acting.session, run, acting.session.organisation.locale);
  const target = `${file}.failed.${extension}`;
  await pipeline(stream, createWriteStream(target));
  return target;
}

export const importCommand: Command = {
  name: 'import',
  summary: 'Brings the rows of a CSV or XLSX file into an object.',
  usage: 'OBJECT FILE [--mapping FILE.json] [--on-duplicate skip|fill|update|create] [--dry-run] [--org NAME] [--email MAIL]',
  options: { mapping: { type: 'string' }, 'on-duplicate': { type: 'string' }, 'dry-run': { type: 'boolean' } },
  positionals: [2, 2],
  async run({ product: maybe, values, positionals: [name = '', file = ''], warn }) {
    const product = needed(maybe);
    const acting = { product, session: await actingSession(product, values) };
    const run = await takeFile(acting, file, await inputOf(values, name));
    const isDry = values['dry-run'] === true;
    await asCommand(acting, (ctx) => (isDry ? startCheck(ctx, run.id) : startImport(ctx, run.id)));
    const shown = await runHere(acting, run.id, warn);
    if (shown.state === 'failed') throw new Error(`${summary(shown)}\n${problemLines(shown, 5).join('\n')}\nimport ${run.id}`);
    if (isDry) return { text: [`would be: ${summary(shown)}`, ...problemLines(shown, 20)].join('\n'), data: shown };
    const failures = shown.counts.failed ? await writeFailures(acting, run.id, file) : undefined;
    const lines = [summary(shown), ...(failures ? [`failed rows: ${failures}`] : []), `import ${run.id}`, `undo: zhike import undo ${run.id}`];
    return { text: lines.join('\n'), data: { ...shown, failures: failures ?? null } };
  },
};

export const importUndoCommand: Command = {
  name: 'import undo',
  summary: 'Takes a whole import back; records that somebody edited since are kept unless --with-edited is given.',
  usage: 'ID [--with-edited] [--org NAME] [--email MAIL]',
  options: { 'with-edited': { type: 'boolean' } },
  positionals: [1, 1],
  async run({ product: maybe, values, positionals: [id = ''], warn }) {
    const product = needed(maybe);
    const acting = { product, session: await actingSession(product, values) };
    await asCommand(acting, (ctx) => startUndo(ctx, id, values['with-edited'] === true));
    await undoImport(product.services, { tenantId: acting.session.organisation.id, importId: id }, ({ deleted, restored }) =>
      warn(`${deleted + restored} taken back`),
    );
    for (;;) {
      const shown = (await current(acting, id)) as unknown as Shown;
      if (shown.state !== 'undoing')
        return {
          text: [
            `${shown.undo.deleted} to the recycle bin, ${shown.undo.restored} restored, ${shown.undo.kept} kept because they were edited since`,
            ...problemLines({ ...shown, problems: shown.problems.filter((p) => p.row === 0) }, 20),
          ].join('\n'),
          data: shown,
        };
      await new Promise((resolve) => setTimeout(resolve, reportEveryMs));
    }
  },
};
