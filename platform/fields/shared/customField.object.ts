import { defineObject } from '#kernel/objects/defineObject.ts';
import { field, optional } from '#kernel/objects/field.ts';

export const customFieldKinds = ['text', 'choice', 'boolean', 'integer', 'decimal', 'date'] as const;

/** A field that an organisation defines for itself; its values are kept in the column "custom" of the object's table. */
export const customField = defineObject({
  name: 'customField',
  path: 'custom-fields',
  titleField: 'label',
  access: 'settings',
  unique: [['object', 'name']],
  fields: {
    object: field.text({ max: 60, filterable: true }),
    name: field.text({ max: 40 }),
    label: field.text({ max: 100 }),
    fieldKind: field.choice(customFieldKinds, { default: 'text' }),
    /** For a choice: the values, separated by line breaks. */
    options: optional(field.longText({ max: 5000 })),
  },
  list: { columns: ['label', 'object', 'name', 'fieldKind'], filters: ['object'], sort: '-createdAt' },
});
