import { column, columnFields, snake, type ObjectDefinition } from './defineObject.ts';
import type { Field } from './field.ts';

const columnTypes = {
  text: 'text',
  longText: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  choice: 'text',
  currency: 'text',
  boolean: 'boolean',
  integer: 'bigint',
  decimal: 'numeric(20,6)',
  money: 'bigint',
  date: 'date',
  timestamp: 'timestamp(3) with time zone',
  reference: 'uuid',
} as const satisfies Record<Field['kind'], string>;

export const columnType = (field: Field) => columnTypes[field.kind];
export const isSearchable = (object: ObjectDefinition) => Object.values(object.fields).some((f) => f.search);

const literal = (value: string | number | boolean) => (typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value));

function columnSql(name: string, field: Field): string {
  const fallback = field.default === undefined ? '' : ` default ${literal(field.default)}`;
  return `  ${column(name)} ${columnType(field)}${field.optional ? '' : ' not null'}${fallback}`;
}

/** The columns of an object's table, in order, as the migration must make them. */
export function tableColumns(object: ObjectDefinition): { name: string; type: string; isNullable: boolean }[] {
  const own = columnFields(object).map(([name, f]) => ({ name: snake(name), type: columnType(f), isNullable: f.optional === true }));
  const search = isSearchable(object)
    ? [
        ['tokens', 'text[]'],
        ['search_text', 'text'],
        ['initials', 'text'],
      ]
    : [];
  return [
    { name: 'tenant_id', type: 'uuid', isNullable: false },
    ...own,
    { name: 'custom', type: 'jsonb', isNullable: false },
    { name: 'chain', type: 'bytea', isNullable: true },
    ...search.map(([name, type]) => ({ name: name as string, type: type as string, isNullable: false })),
  ];
}

/** The first migration of an object, to be reviewed and kept; later changes are written by hand. */
export function draftMigration(object: ObjectDefinition): string {
  const table = snake(object.name);
  const lines = columnFields(object).map(([name, f]) => columnSql(name, f));
  const searchable = isSearchable(object);
  const columns = [
    '  tenant_id uuid not null',
    ...lines,
    "  custom jsonb not null default '{}'",
    '  chain bytea',
    ...(searchable ? ["  tokens text[] not null default '{}'", "  search_text text not null default ''", "  initials text not null default ''"] : []),
    `  constraint ${table}_pkey primary key (tenant_id, id)`,
    `  constraint ${table}_tenant_fkey foreign key (tenant_id) references app.tenant (id) on delete cascade`,
  ];
  return `create table ${object.table} (\n${columns.join(',\n')}\n);\n${foreignKeys(object, table)}${indexes(object, table, searchable)}`;
}

function foreignKeys(object: ObjectDefinition, table: string): string {
  return columnFields(object)
    .filter(([name, f]) => f.kind === 'reference' && f.target && name !== 'createdBy')
    .map(
      ([name, f]) =>
        `alter table ${object.table} add constraint ${table}_${snake(name)}_fkey foreign key (tenant_id, ${column(name)}) references app."${snake(f.target as string)}" (tenant_id, id);\n`,
    )
    .join('');
}

function indexes(object: ObjectDefinition, table: string, searchable: boolean): string {
  const alive = 'where deleted_at is null';
  const make = (name: string, columns: string, where = alive) => `create index ${table}_${name}_idx on ${object.table} (tenant_id, ${columns}) ${where};\n`;
  const unique = (names: readonly string[]) =>
    `create unique index ${table}_${names.map(snake).join('_')}_key on ${object.table} (tenant_id, ${names.map(column).join(', ')}) ${alive};\n`;
  const fields = columnFields(object);
  return [
    make('created', 'created_at desc, id desc'),
    make('deleted', 'deleted_at desc, id desc', 'where deleted_at is not null'),
    ...fields.filter(([name, f]) => f.filterable && name !== 'createdAt').map(([name]) => make(snake(name), `${column(name)}, created_at desc, id desc`)),
    ...fields.filter(([name, f]) => f.sortable && !f.unique && name !== 'createdAt').map(([name]) => make(`${snake(name)}_sort`, `${column(name)}, id`)),
    ...fields.filter(([, f]) => f.unique).map(([name]) => unique([name])),
    ...(object.unique ?? []).map(unique),
    ...(object.partOf ? [make('parent', `${column(object.partOf.field)}, id`)] : []),
    `create index ${table}_custom_idx on ${object.table} using gin (custom jsonb_path_ops) where custom <> '{}';\n`,
    ...(searchable ? [`create index ${table}_tokens_idx on ${object.table} using gin (tokens);\n`] : []),
  ].join('');
}
