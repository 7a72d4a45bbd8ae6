import { invalid, type FieldProblem } from '#kernel/errors.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Field, FieldKind } from '#kernel/objects/field.ts';
import type { Session } from '#platform/access/server/session.ts';
import type { Decide, Services } from '#platform/context/server/context.ts';
import { locales } from '#platform/tenancy/server/organisation.ts';
import type { CreateReference, DuplicatePolicy, ImportOptions } from './importOptions.ts';
import type { MappingOptions } from './mapColumns.ts';
import type { CellOptions } from './parseCell.ts';

/** How the records behind a reference are found: by these fields, the first that finds one. */
export interface ReferencePlan {
  field: string;
  target: ObjectDefinition;
  by: readonly string[];
  create?: CreateReference;
}

export interface PlannedColumn {
  /** Counted from 0; absent for a constant, whose text all rows share. */
  column?: number;
  text?: string;
  field: string;
  definition: Field;
  cell: CellOptions;
  reference?: ReferencePlan;
}

/** A mapping made ready to read rows with. */
export interface ImportPlan {
  object: ObjectDefinition;
  columns: readonly PlannedColumn[];
  currencyColumn: PlannedColumn | undefined;
  /** Sets of mapped fields by which a record that is there already is known. */
  keys: readonly (readonly string[])[];
  onDuplicate: DuplicatePolicy;
  decides: readonly Decide[];
  refersToItself: boolean;
}

const textKinds = new Set<FieldKind>(['text', 'longText', 'email', 'phone', 'url']);

export function planImport(services: Services, session: Session, object: ObjectDefinition, options: ImportOptions): ImportPlan {
  const problems: FieldProblem[] = [];
  const wanted = [
    ...options.mapping.flatMap(({ column, field, format, createReference }) => (field === null ? [] : [{ column, path: field, format, createReference }])),
    ...Object.entries(options.constants).map(([path, text]) => ({ text, path, format: undefined, createReference: undefined })),
  ];
  const columns = wanted.flatMap(({ path, format, createReference, ...from }): PlannedColumn[] => {
    const planned = planField(session, object, path, createReference);
    if ('code' in planned) problems.push({ path, ...planned });
    if ('code' in planned) return [];
    return [{ ...from, ...planned, cell: cellOptions(services, session, object, { field: planned.field, definition: planned.definition, format }) }];
  });
  const names = columns.map((c) => c.field);
  for (const name of new Set(names.filter((n, i) => names.indexOf(n) !== i))) problems.push({ path: name, code: 'import.field_twice' });
  if (!columns.some((c) => c.column !== undefined)) problems.push({ path: '', code: 'import.nothing_mapped' });
  if (problems.length) throw invalid('import.bad_mapping', {}, problems);
  return {
    object,
    columns,
    currencyColumn: columns.find((c) => c.field === 'currency'),
    keys: uniqueSets(object).filter((set) => set.every((field) => names.includes(field))),
    onDuplicate: options.onDuplicate,
    decides: services.modules.flatMap((m) => m.decide?.[object.name] ?? []),
    refersToItself: columns.some((c) => c.reference?.target.name === object.name),
  };
}

const uniqueSets = (object: ObjectDefinition): (readonly string[])[] => [
  ['id'],
  ...Object.keys(object.fields)
    .filter((name) => object.fields[name]?.unique)
    .map((name) => [name]),
  ...(object.unique ?? []),
];

type PlannedField = Pick<PlannedColumn, 'field' | 'definition' | 'reference'> | { code: string; details?: Record<string, unknown> };

/** A field, or "customerId.code": the reference with the field that the column holds. */
function planField(session: Session, object: ObjectDefinition, path: string, create: CreateReference | undefined): PlannedField {
  const dot = object.fields[path] ? -1 : path.indexOf('.');
  const field = dot < 0 ? path : path.slice(0, dot);
  const definition = object.fields[field];
  if (!definition) return { code: 'field.unknown' };
  if (definition.readOnly && field !== 'id') return { code: 'field.read_only' };
  if (definition.kind === 'reference' && field !== 'id')
    return planReference(session, { field, definition, by: dot < 0 ? create?.by : path.slice(dot + 1), create });
  return dot < 0 ? { field, definition } : { code: 'field.unknown' };
}

function planReference(
  session: Session,
  { field, definition, by, create }: { field: string; definition: Field; by: string | undefined; create: CreateReference | undefined },
): PlannedField {
  const target = session.registry.objects.get(definition.target ?? '');
  if (!target) return { code: 'field.unknown' };
  if (by !== undefined && !isKey(target, by)) return { code: 'import.bad_reference_field', details: { field: by } };
  return { field, definition, reference: { field, target, by: by === undefined ? keysOf(target) : [by], ...(create ? { create } : {}) } };
}

const isKey = (target: ObjectDefinition, name: string) =>
  name === 'id' || (target.fields[name] !== undefined && textKinds.has(target.fields[name].kind) && !target.fields[name].custom);

const keysOf = (target: ObjectDefinition): string[] =>
  [...new Set([...Object.keys(target.fields).filter((name) => target.fields[name]?.unique), target.titleField])].filter((name) => isKey(target, name));

function cellOptions(
  services: Services,
  session: Session,
  object: ObjectDefinition,
  of: { field: string; definition: Field; format: string | undefined },
): CellOptions {
  const { currency, timeZone } = session.organisation;
  const label = (option: string) => `choice.${object.name}.${of.field}.${option}`;
  return {
    currency,
    timeZone,
    ...(of.format === undefined ? {} : { format: of.format }),
    ...(of.definition.options ? { choiceLabels: Object.fromEntries(of.definition.options.map((option) => [option, wordsFor(services, label(option))])) } : {}),
  };
}

/** A key in every language of the product, where it has words. */
const wordsFor = (services: Services, key: string): string[] => locales.map((locale) => services.translate(locale, key)).filter((word) => word !== key);

/** Names of the fields in all languages, for the proposal of a mapping. */
export const labelsOf = (services: Services, object: ObjectDefinition): MappingOptions['labels'] =>
  Object.fromEntries(Object.keys(object.fields).map((name) => [name, wordsFor(services, `field.${object.name}.${name}`)]));
