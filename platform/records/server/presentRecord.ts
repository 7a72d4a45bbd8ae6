import type { Row } from '#kernel/db/batch.ts';
import { minorToMoney } from '#kernel/money.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';

/** The record as it crosses HTTP: money as decimal strings, nothing that is not a field. */
export function presentRecord(object: ObjectDefinition, row: Row): Row {
  const out: Row = {};
  for (const key in row) {
    if (key === 'custom') out['custom'] = row['custom'];
    else if (key === 'can' || key === 'references') out[key] = row[key];
    else {
      const field = object.fields[key];
      if (field) out[key] = field.kind === 'money' && row[key] !== null ? minorToMoney(row[key] as number, row['currency'] as string) : row[key];
    }
  }
  return out;
}
