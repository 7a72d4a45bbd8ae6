/** A record as the API gives it: money and decimals as text, times as ISO 8601. */
export interface RecordData {
  id: string;
  version: number;
  custom?: Record<string, unknown>;
  can?: { update: boolean; delete: boolean };
  [field: string]: unknown;
}

export type References = Record<string, { object: string; title: string }>;

/** Custom fields are named `custom.seats`. */
export function valueOf(record: RecordData, fieldName: string): unknown {
  return fieldName.startsWith('custom.') ? record.custom?.[fieldName.slice(7)] : record[fieldName];
}

export function withValue(record: RecordData, fieldName: string, value: unknown): RecordData {
  if (!fieldName.startsWith('custom.')) return { ...record, [fieldName]: value };
  return { ...record, custom: { ...record.custom, [fieldName.slice(7)]: value } };
}

/** The body of a PATCH or POST from values by field name. */
export function bodyOf(values: Record<string, unknown>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const custom: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    if (name.startsWith('custom.')) custom[name.slice(7)] = value;
    else body[name] = value;
  }
  return Object.keys(custom).length > 0 ? { ...body, custom } : body;
}

export const textOf = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
