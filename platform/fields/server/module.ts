import type { Row } from '#kernel/db/batch.ts';
import { conflict, invalidFields } from '#kernel/errors.ts';
import { defineServerModule, type RequestContext } from '#platform/context/server/context.ts';
import { customField } from '../shared/customField.object.ts';

/** A field's object, name and kind stay as they are once values may exist under them. */
function decideCustomField(ctx: RequestContext, { before, after }: { before: Row | undefined; after: Row }): Row {
  const object = ctx.session.registry.objects.get(after['object'] as string);
  if (!object || object.access === 'settings') throw invalidFields([{ path: 'object', code: 'customField.unknown_object' }]);
  if (!/^[a-z][A-Za-z0-9]*$/.test(after['name'] as string)) throw invalidFields([{ path: 'name', code: 'customField.bad_name' }]);
  if (after['fieldKind'] === 'choice' && !String(after['options'] ?? '').trim()) throw invalidFields([{ path: 'options', code: 'field.required' }]);
  const fixed = before && (['object', 'name', 'fieldKind'] as const).find((f) => before[f] !== after[f]);
  if (fixed) throw conflict('customField.fixed', { field: fixed });
  ctx.afterCommit(() => ctx.services.forgetSessions(ctx.tenantId));
  return after;
}

export const fieldsModule = defineServerModule({ name: 'fields', objects: [customField], decide: { customField: decideCustomField } });
