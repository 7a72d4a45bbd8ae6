import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { Problem } from '#kernel/errors.ts';
import { readConfig } from '../server/config.ts';
import { openProduct, type Product } from '../server/services.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';

class WrongUsage extends Error {}

const general: ParseArgsOptionsConfig = { help: { type: 'boolean' }, json: { type: 'boolean' }, org: { type: 'string' }, email: { type: 'string' } };

function findCommand(words: readonly string[]): { command: Command; rest: readonly string[] } | undefined {
  for (const length of [2, 1]) {
    const command = commands.find((c) => c.name === words.slice(0, length).join(' '));
    if (command) return { command, rest: words.slice(length) };
  }
  return undefined;
}

const overview = () =>
  `zhike COMMAND [options]\n\n${commands.map((c) => `  ${c.name.padEnd(14)} ${c.summary}`).join('\n')}\n\nzhike COMMAND --help tells more. Exit status: 0 done, 1 failed, 2 wrong usage.\n`;
const helpOf = (c: Command) => `zhike ${c.name} ${c.usage}\n${c.summary}\n`;

async function main(args: readonly string[]) {
  const found = findCommand(args);
  if (!found) {
    if (args.includes('--help') || args.length === 0) return void process.stdout.write(overview());
    throw new WrongUsage(`There is no command "${args.slice(0, 2).join(' ')}".\n\n${overview()}`);
  }
  const { command, rest } = found;
  const { values, positionals } = parse(command, rest);
  if (values['help']) return void process.stdout.write(helpOf(command));
  if (positionals.length < command.positionals[0] || positionals.length > command.positionals[1]) throw new WrongUsage(helpOf(command));
  await withProduct(command, async (product) => {
    const result = await command.run({ product, values, positionals, warn: (text) => process.stderr.write(`${text}\n`) });
    process.stdout.write(values['json'] ? `${JSON.stringify(result.data)}\n` : result.text ? `${result.text}\n` : '');
  });
}

function parse(command: Command, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { ...general, ...command.options }, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage(`${(error as Error).message}\n${helpOf(command)}`);
  }
}

async function withProduct(command: Command, use: (product: Product | undefined) => Promise<void>) {
  if (command.withoutDatabase) return use(undefined);
  const product = await openProduct(readConfig(), { logLevel: 'silent' });
  try {
    await use(product);
  } finally {
    await product.close();
  }
}

/** A problem in words, with the fields it names. */
function explain(error: unknown): string {
  if (error instanceof Problem)
    return [error.code, ...Object.entries(error.details).map(([k, v]) => `${k}: ${String(v)}`), ...error.errors.map((e) => `${e.path}: ${e.code}`)].join(
      '\n  ',
    );
  return error instanceof Error ? error.message : String(error);
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(error instanceof WrongUsage ? 2 : 1);
  },
);
