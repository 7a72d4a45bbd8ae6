import type pg from 'pg';
import type { Row } from '#kernel/db/batch.ts';
import { newId } from '#kernel/ids.ts';
import { snake, type ObjectDefinition } from '#kernel/objects/defineObject.ts';
import { searchColumns } from '#platform/search/server/searchColumns.ts';
import { contact } from '#modules/customers/shared/contact.object.ts';
import { customer } from '#modules/customers/shared/customer.object.ts';
import { order } from '#modules/sales/shared/order.object.ts';

export interface Sizes {
  customers: number;
  contacts: number;
  orders: number;
  ofMember: number;
}

const cities = ['苏州', '无锡', '宁波', '杭州', '佛山', '东莞', '合肥', '厦门', '青岛', '济南', '武汉', '成都', '天津', '重庆', '长沙', '西安'];
const characters =
  '澜科恒屿禾木海砺柏原启岱沐川曜石泉鹭岚江朔博澄沁源青瓯拓织里泊宁锐丰中岳麓渝津越砚睿衡东篱云岫知远铭泰卓成汇正邦华天工同明德嘉盛承光思齐立信万和荣昌永兴';
export const industries = ['工业自动化', '精密机械', '家居制造', '食品加工', '医疗器械', '新能源', '检测服务', '光学', '纺织', '包装', '制药', '电子'];

/** The same rows each time. */
function makeRandom() {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const chunk = 4000;

async function insertAll(client: pg.Client, object: ObjectDefinition, tenantId: string, make: (i: number) => Row, count: number) {
  const sample = { ...make(0), ...searchColumns(object, make(0)) };
  const columns = Object.keys(sample);
  const types = { tokens: 'text[]', searchText: 'text', initials: 'text' } as Record<string, string>;
  const typeOf = (name: string) =>
    types[name] ??
    ({ id: 'uuid', reference: 'uuid', integer: 'bigint', money: 'bigint', date: 'date', timestamp: 'timestamptz' } as Record<string, string>)[
      object.fields[name]?.kind ?? 'text'
    ] ??
    'text';
  const names = columns.map((c) => `"${snake(c)}"`).join(', ');
  const record = columns.map((c) => `"${c}" ${typeOf(c)}`).join(', ');
  for (let from = 0; from < count; from += chunk) {
    const rows = Array.from({ length: Math.min(chunk, count - from) }, (_, i) => {
      const row = make(from + i);
      return { ...row, ...searchColumns(object, row) };
    });
    await client.query(
      `insert into ${object.table} (tenant_id, ${names}) select $1, ${columns.map((c) => `r."${c}"`).join(', ')} from jsonb_to_recordset($2::jsonb) as r(${record})`,
      [tenantId, JSON.stringify(rows)],
    );
  }
}

export interface Generated {
  customerIds: string[];
  memberId: string;
  adminId: string;
  ofMember: string[];
}

/** Customers, contacts and orders of one organisation, written by the owner without history: the data under the measured requests. */
export async function generate(client: pg.Client, tenantId: string, adminId: string, sizes: Sizes): Promise<Generated> {
  const random = makeRandom();
  const pick = <T>(list: ArrayLike<T>): T => list[Math.floor(random() * list.length)] as T;
  const members = Array.from({ length: 50 }, () => newId());
  await client.query(
    `insert into app.member (tenant_id, id, version, created_at, updated_at, name, email, role, is_active)
    select $1, m.id, 1, now(), now(), '业务' || m.n, m.id || '@example.com', 'member', true from unnest($2::uuid[]) with ordinality as m(id, n)`,
    [tenantId, members],
  );
  const every = Math.max(1, Math.floor(sizes.customers / sizes.ofMember));
  const start = Date.parse('2024-01-01T00:00:00Z');
  const customerIds: string[] = [];
  await insertAll(
    client,
    customer,
    tenantId,
    (i) => {
      const id = newId();
      if (i === customerIds.length) customerIds.push(id);
      const at = new Date(start + i * 700_000).toISOString();
      const brand = pick(characters) + pick(characters) + pick(characters);
      return {
        id: customerIds[i] ?? id,
        version: 1,
        createdAt: at,
        updatedAt: at,
        ownerId: i % every === 0 ? members[0] : members[1 + (i % 49)],
        kind: 'company',
        code: `K${String(i).padStart(7, '0')}`,
        name: `${pick(cities)}${brand}${pick(industries)}有限公司`,
        industry: pick(industries),
        province: pick(cities),
        phone: `13${String(Math.floor(random() * 1e9)).padStart(9, '0')}`,
        currency: 'CNY',
        grade: pick(['A', 'B', 'C', 'C', 'C']),
      };
    },
    sizes.customers,
  );
  await insertAll(
    client,
    contact,
    tenantId,
    (i) => {
      const at = new Date(start + i * 350_000).toISOString();
      return {
        id: newId(),
        version: 1,
        createdAt: at,
        updatedAt: at,
        ownerId: members[i % 50],
        name: pick(characters) + pick(characters) + pick(characters),
        customerId: customerIds[i % customerIds.length],
        jobTitle: '采购',
        phone: `15${String(Math.floor(random() * 1e9)).padStart(9, '0')}`,
      };
    },
    sizes.contacts,
  );
  await insertAll(
    client,
    order,
    tenantId,
    (i) => {
      const at = new Date(start + i * 230_000).toISOString();
      return {
        id: newId(),
        version: 1,
        createdAt: at,
        updatedAt: at,
        ownerId: members[i % 50],
        number: `SO${String(i).padStart(8, '0')}`,
        customerId: customerIds[Math.floor(random() ** 2 * customerIds.length)],
        orderedOn: at.slice(0, 10),
        status: 'delivered',
        currency: 'CNY',
        amount: Math.floor(random() * 1_000_000),
      };
    },
    sizes.orders,
  );
  await client.query('vacuum analyze app.customer; ');
  await client.query('vacuum analyze app.contact');
  await client.query('vacuum analyze app."order"');
  return { customerIds, memberId: members[0] as string, adminId, ofMember: customerIds.filter((_, i) => i % every === 0) };
}
