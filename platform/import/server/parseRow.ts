import type { Row } from '#kernel/db/batch.ts';
import type { FieldProblem } from '#kernel/errors.ts';
import { minorToMoney } from '#kernel/money.ts';
import { parseFieldValue } from '#platform/records/server/fieldValue.ts';
import { parseCell } from './parseCell.ts';
import type { ImportPlan, PlannedColumn, ReferencePlan } from './planImport.ts';
import type { TableRow } from './readTable.ts';

export interface RowProblem extends FieldProblem {
  /** The cell. */
  value?: string;
}

/** A row of the file on its way to a record. */
export interface ImportRow {
  row: number;
  cells: string[];
  /** Values of fields; what stands empty in the file is left out. */
  values: Row;
  references: { plan: ReferencePlan; text: string }[];
  problems: RowProblem[];
  /** In which its amounts were read. */
  currency: string;
  /** An earlier row of the file has the same unique value under another name. */
  isNamesake?: boolean;
}

/** Reads the cells as the mapping says and checks them with the rules of the API. */
export function parseRow(plan: ImportPlan, { row, cells, problem }: TableRow, fallbackCurrency: string): ImportRow {
  const currency = currencyOf(plan, cells) ?? fallbackCurrency;
  const parsed: ImportRow = { row, cells, values: {}, references: [], problems: problem ? [{ path: '', code: problem }] : [], currency };
  for (const column of plan.columns) {
    const text = textOf(column, cells);
    if (text !== '') takeCell(parsed, column, text);
  }
  return parsed;
}

const textOf = (column: PlannedColumn, cells: readonly string[]) => column.text ?? cells[column.column as number] ?? '';

function currencyOf({ currencyColumn }: ImportPlan, cells: readonly string[]): string | undefined {
  if (!currencyColumn) return undefined;
  const cell = parseCell(textOf(currencyColumn, cells), currencyColumn.definition, currencyColumn.cell);
  return 'value' in cell && typeof cell.value === 'string' ? cell.value : undefined;
}

function takeCell(into: ImportRow, column: PlannedColumn, text: string) {
  const { field, definition, reference } = column;
  const { currency } = into;
  const cell = parseCell(text, definition, currency === column.cell.currency ? column.cell : { ...column.cell, currency });
  if ('problem' in cell)
    return void into.problems.push({
      path: field,
      code: cell.problem,
      value: text,
      ...(definition.options ? { details: { options: definition.options.join(', ') } } : {}),
    });
  if (cell.value === null) return;
  if (reference) return void into.references.push({ plan: reference, text: String(cell.value).normalize('NFC').trim() });
  const given = definition.kind === 'money' ? minorToMoney(cell.value as number, currency) : cell.value;
  const checked = parseFieldValue(given, definition, currency);
  if (!('value' in checked)) into.problems.push({ path: field, value: text, ...checked });
  else if (definition.custom) into.values['custom'] = { ...(into.values['custom'] as Row | undefined), [field.slice('custom.'.length)]: checked.value };
  else into.values[field] = checked.value;
}

/** What names the record among others, one text per set of unique fields that the row fills. */
export function keysOfRow(plan: ImportPlan, { values, references }: Pick<ImportRow, 'values' | 'references'>): string[] {
  return plan.keys.flatMap((set) => {
    const parts = set.map((field) => values[field] ?? references.find((r) => r.plan.field === field)?.text);
    return parts.every((part) => part !== undefined && part !== null) ? [JSON.stringify([set.join(), ...parts])] : [];
  });
}
