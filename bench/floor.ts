import fastify from 'fastify';
import pg from 'pg';

/**
 * The floor: the same rows by plain SQL behind a bare Fastify route, without sign-in, organisation, permission,
 * validation or presentation. Run as a process of its own: FLOOR_URL, FLOOR_TENANT, FLOOR_OWNERS, FLOOR_PORT.
 */
const tenant = process.env['FLOOR_TENANT'] ?? '';
const owners = process.env['FLOOR_OWNERS'] ?? '';
const pool = new pg.Pool({ connectionString: process.env['FLOOR_URL'] ?? '', max: 8, options: '-c search_path=app -c jit=off' });
const named = (name: string, text: string, values: unknown[]) => pool.query({ name, text, values });

const columns =
  'id, version, created_at, updated_at, created_by, deleted_at, owner_id, kind, code, name, short_name, customer_type, relation, industry, employees, founded_year, annual_revenue, country, province, city, address, delivery_address, invoice_address, phone, email, website, source, cooperating_since, currency, credit_limit, payment_terms, discount_rate, tax_number, tax_terms, invoice_title, bank_name, bank_account, sales_code, commission_code, parent_id, gender, birth_on, occupation, home_address, notes, grade, is_falling, custom';
const shown = 'id, name, code, industry, province, phone, owner_id, created_at, grade';
const scope = owners ? 'and owner_id = any($2::uuid[])' : 'and $2::text is not null';
const app = fastify();

app.get(
  '/get/:id',
  async (request) =>
    (
      await named('get', `select ${columns} from customer where tenant_id = $1 and id = $2 and deleted_at is null`, [
        tenant,
        (request.params as { id: string }).id,
      ])
    ).rows[0],
);
app.post('/list', async (request) => {
  const { industry, at, id } = request.body as { industry?: string; at?: string; id?: string };
  if (at)
    return (
      await named(
        'page',
        `select ${shown} from customer where tenant_id = $1 ${scope} and deleted_at is null and (created_at, id) < ($3, $4) order by created_at desc, id desc limit 51`,
        [tenant, owners, at, id],
      )
    ).rows;
  return (
    await named(
      'list',
      `select ${shown} from customer where tenant_id = $1 ${scope} and deleted_at is null and industry = $3 order by created_at desc, id desc limit 51`,
      [tenant, owners, industry],
    )
  ).rows;
});
app.get('/search', async (request) => {
  const { tokens, text } = request.query as { tokens: string; text: string };
  return (
    await named(
      'search',
      `select ${shown} from customer where tenant_id = $1 ${scope} and deleted_at is null and tokens @> $3 order by strpos(search_text, $4), length(search_text), id limit 8`,
      [tenant, owners, tokens.split(','), text],
    )
  ).rows;
});
app.patch('/update/:id', async (request) => {
  const { id } = request.params as { id: string };
  const { phone, history, tokens, text, initials } = request.body as { phone: string; history: string; tokens: string[]; text: string; initials: string };
  return (
    await named(
      'update',
      `with u as (update customer set phone = $3, tokens = $5, search_text = $6, initials = $7, version = version + 1, updated_at = now() where tenant_id = $1 and id = $2 returning id, version),
    h as (insert into history (tenant_id, id, at, object, record_id, version, kind, via, changes, salts, hash) select $1, $4, now(), 'customer', id, version, 'updated', 'api', '{"phone":["1","2"]}', '{}', '\\x00' from u) select * from u`,
      [tenant, id, phone, history, tokens, text, initials],
    )
  ).rows[0];
});
app.post('/create', async (request) => {
  const { id, history, name, code, tokens, text, initials } = request.body as {
    id: string;
    history: string;
    name: string;
    code: string;
    tokens: string[];
    text: string;
    initials: string;
  };
  return (
    await named(
      'create',
      `with c as (insert into customer (tenant_id, id, version, created_at, updated_at, kind, code, name, currency, industry, tokens, search_text, initials) values ($1, $2, 1, now(), now(), 'company', $3, $4, 'CNY', '包装', $6, $7, $8) returning id, version),
    h as (insert into history (tenant_id, id, at, object, record_id, version, kind, via, changes, salts, hash) select $1, $5, now(), 'customer', id, version, 'created', 'api', '{}', '{}', '\\x00' from c) select * from c`,
      [tenant, id, code, name, history, tokens, text, initials],
    )
  ).rows[0];
});

await app.listen({ port: Number(process.env['FLOOR_PORT']), host: '127.0.0.1' });
