/** The closed set of field kinds. A kind decides column type, validation, import parsing, cell and editor. */
export const fieldKinds = [
  'text',
  'longText',
  'email',
  'phone',
  'url',
  'choice',
  'boolean',
  'integer',
  'decimal',
  'money',
  'currency',
  'date',
  'timestamp',
  'reference',
] as const;
export type FieldKind = (typeof fieldKinds)[number];

export interface FieldOptions {
  /** Longest text, in UTF-16 code units; 200 for text, 20,000 for longText unless told. */
  max?: number;
  /** Smallest number; 0 forbids negative amounts. */
  min?: number;
  /** Feeds the search tokens: any part, pinyin and initials find it. */
  search?: true;
  /** An index (tenant_id, field, created_at desc, id desc) serves filters on it. */
  filterable?: true;
  /** An index (tenant_id, field, id) serves sorting by it. */
  sortable?: true;
  /** Unique among the records of one organisation that are not deleted. */
  unique?: true;
  /** Set by the system or by a use case, never by the generic operations. */
  readOnly?: true;
  /** Personal data that logs never show and that only the owner's side reads. */
  personal?: true;
  /** Names of columns in foreign files that mean this field, lower case, any language. */
  aliases?: readonly string[];
}

export interface Field extends FieldOptions {
  kind: FieldKind;
  optional?: true;
  options?: readonly string[];
  /** The object a reference points to. */
  target?: string;
  default?: string | number | boolean;
  /** Set for fields defined at run time, whose values are kept in the column "custom". */
  custom?: true;
  /** Names by language for fields defined at run time. */
  label?: string;
}

const of =
  <const K extends FieldKind>(kind: K) =>
  <const O extends FieldOptions & { default?: string | number | boolean }>(options?: O) =>
    ({ kind, ...options }) as { kind: K } & O;

export const field = {
  text: of('text'),
  longText: of('longText'),
  email: of('email'),
  phone: of('phone'),
  url: of('url'),
  boolean: of('boolean'),
  integer: of('integer'),
  decimal: of('decimal'),
  money: of('money'),
  currency: of('currency'),
  date: of('date'),
  timestamp: of('timestamp'),
  choice: <const T extends readonly string[], const O extends FieldOptions & { default?: T[number] }>(options: T, more?: O) =>
    ({ kind: 'choice', options, ...more }) as { kind: 'choice'; options: T } & O,
  reference: <const T extends string, const O extends FieldOptions>(target: T, more?: O) =>
    ({ kind: 'reference', target, ...more }) as { kind: 'reference'; target: T } & O,
};

/** A field that may be empty. */
export const optional = <F extends Field>(f: F) => ({ ...f, optional: true as const });
