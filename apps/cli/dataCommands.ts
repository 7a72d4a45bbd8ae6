import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { notFound } from '#kernel/errors.ts';
import { exportRecords } from '#platform/export/server/exportRecords.ts';
import { importCommand, importUndoCommand } from './importCommand.ts';
import { actingSession, needed, textOf, type Command } from './command.ts';

const exportCommand: Command = {
  name: 'export',
  summary: 'Writes all records of an object that the acting member may see.',
  usage: 'OBJECT FILE.csv|FILE.xlsx [--filter JSON] [--org NAME] [--email MAIL]',
  options: { filter: { type: 'string' } },
  positionals: [2, 2],
  async run({ product: maybe, values, positionals: [name = '', file = ''] }) {
    const product = needed(maybe);
    const session = await actingSession(product, values);
    const object = session.registry.objects.get(name) ?? session.registry.byPath.get(name);
    if (!object) throw notFound('object.not_found', { object: name });
    const filter = textOf(values, 'filter');
    const { stream } = await exportRecords(product.services, session, object, {
      format: file.endsWith('.xlsx') ? 'xlsx' : 'csv',
      locale: session.organisation.locale,
      via: 'cli',
      input: filter ? { filter: JSON.parse(filter) as unknown } : {},
    });
    await pipeline(stream, createWriteStream(file));
    return { text: file, data: { file } };
  },
};

export const dataCommands: readonly Command[] = [importUndoCommand, importCommand, exportCommand];
