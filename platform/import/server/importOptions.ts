import { z } from 'zod';
import { invalid } from '#kernel/errors.ts';
import { delimiters } from './detectDelimiter.ts';
import { encodings } from './detectEncoding.ts';
import type { TableOptions } from './readTable.ts';

/** What happens with a row whose unique field names a record that is there already; fill writes only into empty fields. */
export const duplicatePolicies = ['skip', 'fill', 'update', 'create'] as const;
export type DuplicatePolicy = (typeof duplicatePolicies)[number];

/** Records behind a reference that are made when they are missing; "{value}" stands for the cell. */
const createReference = z.object({
  field: z.string().optional(),
  by: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});
export type CreateReference = z.output<typeof createReference>;

const tableChoices = {
  encoding: z.enum(encodings).optional(),
  delimiter: z.enum(delimiters).optional(),
  hasHeader: z.boolean().optional(),
  sheet: z.string().max(200).optional(),
};

const mappedColumn = z.object({
  column: z.int().min(0),
  header: z.string().default(''),
  field: z.string().max(200).nullable(),
  how: z.string().max(20).default('chosen'),
  confidence: z.number().default(1),
  format: z.string().max(20).optional(),
  createReference: createReference.optional(),
});
export type MappedColumn = z.output<typeof mappedColumn>;

const storedOptions = z.object({
  ...tableChoices,
  mapping: z.array(mappedColumn),
  /** Values that all rows share, by field. */
  constants: z.record(z.string(), z.string()).default({}),
  onDuplicate: z.enum(duplicatePolicies).default('skip'),
  /** Of the person who started it. */
  locale: z.string(),
});
export type ImportOptions = z.output<typeof storedOptions>;
export const parseStoredOptions = (json: unknown): ImportOptions => storedOptions.parse(json);

/** What comes with an upload, and what a mapping file of the command line holds. */
export const importInput = z.object({
  ...tableChoices,
  object: z.string(),
  start: z.boolean().optional(),
  onDuplicate: z.enum(duplicatePolicies).optional(),
  mapping: z.array(mappedColumn).max(16_384).optional(),
  /** Counted from 0, or named by their header; columns that are not named are ignored. */
  columns: z
    .array(
      z.object({
        column: z.union([z.int().min(0), z.string()]),
        field: z.string(),
        format: z.string().optional(),
        createReference: createReference.optional(),
      }),
    )
    .optional(),
  constants: z.record(z.string(), z.string()).optional(),
  createReference: createReference.optional(),
});
export type ImportInput = z.output<typeof importInput>;

export const importChange = z.object({
  ...tableChoices,
  object: z.string().optional(),
  onDuplicate: z.enum(duplicatePolicies).optional(),
  mapping: z.array(mappedColumn).max(16_384).optional(),
  constants: z.record(z.string(), z.string()).optional(),
});
export type ImportChange = z.output<typeof importChange>;

export const tableOptionsOf = ({ encoding, delimiter, hasHeader, sheet }: ImportChange): TableOptions => ({
  ...(encoding === undefined ? {} : { encoding }),
  ...(delimiter === undefined ? {} : { delimiter }),
  ...(hasHeader === undefined ? {} : { hasHeader }),
  ...(sheet === undefined ? {} : { sheet }),
});

/** The mapping that a mapping file asks for, on the columns of this file. */
export function mappingOfFile(headers: readonly string[], input: ImportInput): MappedColumn[] | undefined {
  if (!input.columns) return input.mapping;
  const wanted = new Map(input.columns.map((each) => [columnNumber(headers, each.column), each]));
  return headers.map((header, column) => {
    const each = wanted.get(column);
    if (!each) return { column, header, field: null, how: 'none', confidence: 0 };
    const general = input.createReference?.field === each.field.split('.')[0] ? input.createReference : undefined;
    const create = each.createReference ?? general;
    return {
      column,
      header,
      field: each.field,
      how: 'chosen',
      confidence: 1,
      ...(each.format === undefined ? {} : { format: each.format }),
      ...(create ? { createReference: create } : {}),
    };
  });
}

function columnNumber(headers: readonly string[], column: number | string): number {
  const at = typeof column === 'number' ? column : headers.indexOf(column.trim());
  if (at < 0 || at >= headers.length) throw invalid('import.no_such_column', { column, columns: headers.length });
  return at;
}
