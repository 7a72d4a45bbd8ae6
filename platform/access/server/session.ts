import { bindTenant, withClient, type Database } from '#kernel/db/database.ts';
import { runBatch } from '#kernel/db/batch.ts';
import { sql } from '#kernel/db/sql.ts';
import { unauthenticated } from '#kernel/errors.ts';
import { withCustomFields, type CustomFieldRow, type Registry } from '#platform/context/server/registry.ts';
import type { Role } from '#platform/tenancy/shared/member.object.ts';

export interface Organisation {
  id: string;
  name: string;
  locale: string;
  timeZone: string;
  currency: string;
  settings: Record<string, unknown>;
}

/** Who acts in which organisation and what they may see; kept for some seconds between requests. */
export interface Session {
  organisation: Organisation;
  memberId: string | null;
  name: string;
  email: string;
  role: Role;
  departmentId: string | null;
  registry: Registry;
  /** null: sees all. A PostgreSQL array literal, made once. */
  ownerIds: readonly string[] | null;
  ownerIdsLiteral: string;
  /** Those of the member's department and below. */
  teamMemberIds: readonly string[];
  sharedIds: ReadonlyMap<string, readonly string[]>;
  sharedIdsLiteral(object: string): string;
}

interface MemberRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  departmentId: string | null;
  isActive: boolean;
}
interface DepartmentRow {
  id: string;
  parentId: string | null;
}

/** All that a session needs in one round trip. */
export async function loadSession(database: Database, registry: Registry, tenantId: string, memberId: string | null): Promise<Session> {
  const results = await withClient(database.app, (client) =>
    runBatch(client, [
      bindTenant(tenantId),
      sql`select id, name, locale, time_zone as "timeZone", currency, settings from app.tenant where id = ${tenantId}`,
      sql`select id, name, email, role, department_id as "departmentId", is_active as "isActive" from app.v_member where tenant_id = ${tenantId} and deleted_at is null`,
      sql`select id, parent_id as "parentId" from app.v_department where tenant_id = ${tenantId} and deleted_at is null`,
      sql`select object, name, label, field_kind as "fieldKind", options from app.v_custom_field where tenant_id = ${tenantId} and deleted_at is null order by created_at, id`,
      sql`select s.object, s.record_id as "recordId", s.department_id as "departmentId", s.member_id as "memberId" from app.v_share s
         where s.tenant_id = ${tenantId} and (s.until is null or s.until > now())
           and (s.member_id = ${memberId}::uuid or s.department_id = (select m.department_id from app.v_member m where m.tenant_id = ${tenantId} and m.id = ${memberId}::uuid))`,
    ]),
  );
  const rows = <T>(i: number) => (results[i]?.rows ?? []) as T[];
  const [organisation] = rows<Organisation>(1);
  if (!organisation) throw unauthenticated('auth.unknown_organisation');
  const people = rows<MemberRow>(2);
  return {
    organisation,
    memberId,
    ...standing(people, rows<DepartmentRow>(3), memberId),
    registry: withCustomFields(registry, rows<CustomFieldRow>(4)),
    ...sharing(rows<{ object: string; recordId: string }>(5)),
  };
}

const system = { name: '', email: '', role: 'administrator', departmentId: null } as const;

/** The member's role and whose records it shows; without a member the system acts, with every right. */
function standing(people: readonly MemberRow[], departments: readonly DepartmentRow[], memberId: string | null) {
  const me = people.find((m) => m.id === memberId);
  if (memberId && !me?.isActive) throw unauthenticated('auth.not_a_member');
  const { name, email, role, departmentId } = me ?? system;
  const tree = departmentId ? subtree(departments, departmentId) : new Set<string>();
  const team = people.filter((m) => m.departmentId && tree.has(m.departmentId)).map((m) => m.id);
  const ownerIds = visibleOwners(role, memberId, team);
  return {
    name,
    email,
    role,
    departmentId,
    ownerIds,
    ownerIdsLiteral: literal(ownerIds ?? []),
    teamMemberIds: memberId ? [...new Set([...team, memberId])] : team,
  };
}

const literal = (ids: readonly string[]) => `{${ids.join(',')}}`;

function visibleOwners(role: Role, memberId: string | null, team: readonly string[]): string[] | null {
  if (role === 'administrator' || !memberId) return null;
  return role === 'manager' ? [...new Set([...team, memberId])] : [memberId];
}

function subtree(departments: readonly DepartmentRow[], root: string): Set<string> {
  const found = new Set([root]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const d of departments) if (d.parentId && found.has(d.parentId)) found.add(d.id);
  }
  return found;
}

function sharing(rows: readonly { object: string; recordId: string }[]) {
  const sharedIds = new Map<string, string[]>();
  for (const row of rows) sharedIds.set(row.object, [...(sharedIds.get(row.object) ?? []), row.recordId]);
  const literals = new Map([...sharedIds].map(([object, ids]) => [object, literal(ids)]));
  return { sharedIds, sharedIdsLiteral: (object: string) => literals.get(object) ?? '{}' };
}
