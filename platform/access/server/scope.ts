import { join, raw, sql, type Sql } from '#kernel/db/sql.ts';
import { column, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Row } from '#kernel/db/batch.ts';
import type { Session } from './session.ts';

export type Action = 'read' | 'create' | 'update' | 'delete';

/** May this role use the object type at all? */
export function mayUse(session: Session, object: ObjectDefinition, action: Action): boolean {
  if (action === 'read') return true;
  if (object.access === 'settings') return session.role === 'administrator';
  if (object.access === 'open') return session.role !== 'member';
  return true;
}

const everything = raw('true');

/**
 * The record permission as a condition on the rows under `alias`: own and shared ones, those of the owners that the
 * role shows, and those that follow a record which may be seen.
 */
export function scopeSql(session: Session, object: ObjectDefinition, alias: string): Sql {
  const { partOf } = object;
  if (partOf) return followsSql(session, session.registry.get(partOf.object), { alias, by: partOf.field, isAlive: true });
  if (session.ownerIds === null || object.access !== 'owned') return everything;
  const at = raw(alias);
  const ways = [sql`${at}.owner_id = any(${session.ownerIdsLiteral}::uuid[])`];
  if (session.sharedIds.get(object.name)?.length) ways.push(sql`${at}.id = any(${session.sharedIdsLiteral(object.name)}::uuid[])`);
  const followed = followedObject(session, object);
  if (followed && object.visibleWith) ways.push(followsSql(session, followed, { alias, by: object.visibleWith }));
  return ways.length === 1 ? (ways[0] as Sql) : sql`(${join(ways, ' or ')})`;
}

function followedObject(session: Session, object: ObjectDefinition): ObjectDefinition | undefined {
  const target = object.visibleWith ? object.fields[object.visibleWith]?.target : undefined;
  return target ? session.registry.get(target) : undefined;
}

function followsSql(session: Session, target: ObjectDefinition, link: { alias: string; by: string; isAlive?: true }): Sql {
  const inner = `${link.alias}_f`;
  return sql`exists (select 1 from ${raw(`${target.view} ${inner}`)} where ${raw(inner)}.tenant_id = ${session.organisation.id}::uuid and ${raw(`${inner}.id = ${link.alias}.${column(link.by)}${link.isAlive ? ` and ${inner}.deleted_at is null` : ''}`)} and ${scopeSql(session, target, inner)})`;
}

/** What a read by key selects beside the record, so that `isVisible` can decide in memory. */
export function scopeColumns(session: Session, object: ObjectDefinition, alias: string): Sql {
  if (object.partOf) return sql`, (${scopeSql(session, object, alias)}) as "follows"`;
  if (session.ownerIds === null) return raw('');
  const followed = followedObject(session, object);
  if (!followed || !object.visibleWith) return raw('');
  return sql`, (select f.owner_id from ${raw(`${followed.view} f where f.id = ${alias}.${column(object.visibleWith)}`)} and f.tenant_id = ${session.organisation.id}::uuid) as "follows"`;
}

/** The same permission as `scopeSql`, for one record that `scopeColumns` came with. */
export function isVisible(session: Session, object: ObjectDefinition, row: Row): boolean {
  if (object.partOf) return row['follows'] === true;
  if (session.ownerIds === null) return true;
  if (object.access !== 'owned') return true;
  const owners = session.ownerIds as readonly unknown[];
  if (owners.includes(row['ownerId']) || isShared(session, object.name, row['id'])) return true;
  const followed = followedObject(session, object);
  if (!followed || !object.visibleWith) return false;
  return owners.includes(row['follows']) || isShared(session, followed.name, row[object.visibleWith]);
}

const isShared = (session: Session, object: string, id: unknown) => session.sharedIds.get(object)?.includes(id as string) ?? false;

/** What the caller may do with a visible record; records carry it, so the browser never decides. */
export function abilities(session: Session, object: ObjectDefinition, row: Row) {
  const isOwn =
    session.ownerIds === null || object.access !== 'owned' || [row['ownerId'], row['follows']].some((id) => session.ownerIds?.includes(id as string));
  return {
    update: mayUse(session, object, 'update') && !object.without?.includes('update'),
    delete: mayUse(session, object, 'delete') && !object.without?.includes('delete') && isOwn,
  };
}
