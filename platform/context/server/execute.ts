import { todayIn } from '#kernel/dates.ts';
import { openUnitOfWork } from '#kernel/db/session.ts';
import { sql } from '#kernel/db/sql.ts';
import { conflict, Problem, unavailable } from '#kernel/errors.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { snake } from '#kernel/objects/defineObject.ts';
import type { Session } from '#platform/access/server/session.ts';
import type { RequestContext, Services, Via } from './context.ts';

export interface ExecuteOptions {
  via: Via;
  viaId?: string | null;
  /** A command: one transaction, committed when the work returns. */
  isCommand: boolean;
  locale?: string;
  /** For tests and dated runs. */
  now?: string;
}

/** Runs one use case in a context of its own; expected database errors come out as problems. */
export async function execute<T>(services: Services, session: Session, options: ExecuteOptions, work: (ctx: RequestContext) => Promise<T>): Promise<T> {
  const unit = openUnitOfWork(services.database.app, session.organisation.id, options.isCommand);
  const after: (() => void | Promise<void>)[] = [];
  const ctx = makeContext(services, session, { ...options, unit, after });
  try {
    const result = await work(ctx);
    await unit.commit();
    for (const run of after) await run();
    return result;
  } catch (error) {
    await unit.rollback();
    throw translate(error, session);
  }
}

function makeContext(
  services: Services,
  session: Session,
  options: ExecuteOptions & { unit: ReturnType<typeof openUnitOfWork>; after: (() => void | Promise<void>)[] },
): RequestContext {
  const now = options.now ?? new Date().toISOString();
  const locale = options.locale ?? session.organisation.locale;
  const tenantId = session.organisation.id;
  let woken = false;
  return {
    session,
    tenantId,
    now,
    locale,
    services,
    memberId: session.memberId,
    via: options.via,
    viaId: options.viaId ?? null,
    // Few requests ask for it, and time zones are slow to compute.
    get today() {
      return todayIn(session.organisation.timeZone, now);
    },
    db: options.unit,
    object: (name) => session.registry.get(name),
    emit(event, payload) {
      if (!services.isAwaited(event)) return;
      options.unit.writeWith(
        sql`insert into ops.outbox (tenant_id, event, payload, at) values (${tenantId}::uuid, ${event}, ${JSON.stringify(payload)}::jsonb, ${now}::timestamptz)`,
      );
      if (!woken) options.after.push(() => services.wakeDispatcher());
      woken = true;
    },
    t: (key, params) => services.translate(locale, key, params),
    changeIds: [],
    afterCommit: (run) => void options.after.push(run),
  };
}

interface DatabaseError {
  code?: string;
  constraint?: string;
  message: string;
}

/** Unique and foreign key violations name the record's fields; a lost database is 503; the rest is a bug. */
function translate(error: unknown, session: Session): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error;
  const { code, constraint } = error as DatabaseError;
  if (code === '23505') return uniqueViolation(constraint ?? '', [...session.registry.objects.values()]);
  if (code === '23503') return conflict('record.reference_broken', { constraint });
  return databaseProblem(error) ?? error;
}

/** A database that is away, full or too busy, as what the caller is told; undefined for every other error. */
export function databaseProblem(error: Error): Problem | undefined {
  const { code } = error as DatabaseError;
  if (code === '57014') return new Problem(422, 'list.filter_too_wide');
  if (code === '53100') return unavailable('database.full');
  if (code === '23505') return conflict('record.not_unique');
  if (code === '23503') return conflict('record.reference_broken');
  // Data exceptions: numbers out of range, times that do not exist, characters that cannot be kept.
  if (code?.startsWith('22')) return new Problem(422, 'request.bad_data');
  return isLost(error, code) ? unavailable('database.unavailable') : undefined;
}

const isLost = (error: Error, code = '') => /^(08|57P)/.test(code) || /ECONNREFUSED|ENOENT|Connection terminated|timeout exceeded/.test(error.message);

/** A constraint is named table_columns_key; on a sharded table a number follows. */
function uniqueViolation(constraint: string, objects: readonly ObjectDefinition[]): Problem {
  const name = constraint.replace(/_\d+$/, '');
  for (const object of objects) {
    const sets = [
      ...(object.unique ?? []),
      ...Object.keys(object.fields)
        .filter((f) => object.fields[f]?.unique)
        .map((f) => [f]),
    ];
    const fields = sets.find((set) => `${snake(object.name)}_${set.map(snake).join('_')}_key` === name);
    if (fields)
      return new Problem(
        409,
        'record.not_unique',
        { object: object.name, fields },
        fields.map((path) => ({ path, code: 'field.not_unique' })),
      );
  }
  return conflict('record.not_unique', { constraint: name });
}
