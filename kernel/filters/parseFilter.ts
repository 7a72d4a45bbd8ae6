import { invalid } from '#kernel/errors.ts';
import type { ObjectDefinition } from '#kernel/objects/defineObject.ts';
import type { Catalog } from './catalog.ts';
import { isMemberReference, resolvePath, type FieldPath } from './fieldPath.ts';
import { everything, filterOps, opsOfKind, type Condition, type Filter, type Op } from './filter.ts';
import { parseFilterValue, takesNoValue } from './filterValue.ts';

const maxDepth = 8;
const maxLeaves = 200;

export interface ParseEnv {
  catalog: Catalog;
  mayRead(object: string, field: string): boolean;
  /** The organisation's, in which money values are given. */
  currency: string;
}

interface Walk {
  env: ParseEnv;
  object: ObjectDefinition;
  depth: number;
  count: { leaves: number };
}

/** Checks a filter from outside and brings it into its normal form; a field that may not be read is as unknown as one that does not exist. */
export function parseFilter(json: unknown, object: ObjectDefinition, env: ParseEnv): Filter {
  return parseNode(json, { env, object, depth: 1, count: { leaves: 0 } });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function parseNode(json: unknown, walk: Walk): Filter {
  if (walk.depth > maxDepth) throw invalid('filter.too_deep', { max: maxDepth });
  if (!isRecord(json)) throw invalid('filter.malformed');
  const deeper = { ...walk, depth: walk.depth + 1 };
  switch (Object.keys(json).sort().join()) {
    case 'and':
      return { and: parseList(json['and'], deeper) };
    case 'or':
      return { or: parseList(json['or'], deeper) };
    case 'not':
      return { not: parseNode(json['not'], deeper) };
    case 'some':
    case 'some,where':
      return { some: String(json['some']), where: parseRelated(json['some'], json['where'], deeper) };
    case 'none':
    case 'none,where':
      return { none: String(json['none']), where: parseRelated(json['none'], json['where'], deeper) };
    default:
      return parseCondition(json, walk);
  }
}

function countLeaf({ count }: Walk) {
  count.leaves += 1;
  if (count.leaves > maxLeaves) throw invalid('filter.too_large', { max: maxLeaves });
}

function parseList(json: unknown, walk: Walk): Filter[] {
  if (!Array.isArray(json)) throw invalid('filter.malformed');
  if (json.length === 0) countLeaf(walk);
  return json.map((item: unknown) => parseNode(item, walk));
}

function parseRelated(name: unknown, where: unknown, walk: Walk): Filter {
  const { catalog, mayRead } = walk.env;
  const relation = catalog.relations(walk.object.name).find((each) => each.name === name);
  const object = relation && catalog.object(relation.object);
  if (!object || !mayRead(relation.object, relation.field)) throw invalid('filter.unknown_field', { field: String(name) });
  countLeaf(walk);
  return where === undefined ? everything : parseNode(where, { ...walk, object });
}

const isOp = (value: unknown): value is Op => filterOps.some((op) => op === value);
const conditionKeys = new Set(['field', 'op', 'value']);

function parseCondition(json: Record<string, unknown>, walk: Walk): Condition {
  countLeaf(walk);
  const { field: name, op, value } = json;
  if (typeof name !== 'string' || Object.keys(json).some((key) => !conditionKeys.has(key))) throw invalid('filter.malformed');
  const found = readableField(name, walk);
  if (!isOp(op) || !fits(op, found)) throw invalid('filter.bad_operator', { field: name, op: String(op) });
  if (takesNoValue(op)) return { field: found.path, op };
  const parsed = parseFilterValue(op, value, found.field, walk.env.currency);
  if (parsed === undefined) throw invalid('filter.bad_value', { field: name, op });
  return { field: found.path, op, value: parsed };
}

function readableField(name: string, { env, object }: Walk): FieldPath {
  const found = resolvePath(object, name, env.catalog);
  const readable = found && env.mayRead(found.object.name, found.key) && (!found.through || env.mayRead(object.name, found.through));
  if (!readable) throw invalid('filter.unknown_field', { field: name });
  return found;
}

const fits = (op: Op, found: FieldPath) => opsOfKind[found.field.kind].includes(op) && ((op !== 'isMe' && op !== 'isMyTeam') || isMemberReference(found));
