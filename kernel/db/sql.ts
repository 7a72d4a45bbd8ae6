/** A piece of SQL with its values apart; pieces nest, placeholders are numbered once at the end. */
export interface Sql {
  readonly parts: readonly string[];
  readonly values: readonly unknown[];
}

const isSql = (value: unknown): value is Sql => typeof value === 'object' && value !== null && 'parts' in value && 'values' in value;

const extend = (parts: string[], text: string) => void parts.push(`${parts.pop() ?? ''}${text}`);

function append(parts: string[], piece: Sql) {
  extend(parts, piece.parts[0] as string);
  for (let i = 1; i < piece.parts.length; i++) parts.push(piece.parts[i] as string);
}

/** Tagged template: a value becomes a parameter, another Sql is spliced in. */
export function sql(strings: TemplateStringsArray, ...inputs: readonly unknown[]): Sql {
  const parts: string[] = [strings[0] as string];
  const values: unknown[] = [];
  inputs.forEach((input, i) => {
    const tail = strings[i + 1] as string;
    if (isSql(input)) {
      append(parts, input);
      values.push(...input.values);
      extend(parts, tail);
    } else {
      values.push(input);
      parts.push(tail);
    }
  });
  return { parts, values };
}

/** Text that is part of the program (column lists, keywords); never anything a user typed. */
export const raw = (text: string): Sql => ({ parts: [text], values: [] });

export function join(pieces: readonly Sql[], separator: string): Sql {
  const parts: string[] = [''];
  const values: unknown[] = [];
  pieces.forEach((piece, i) => {
    if (i) extend(parts, separator);
    append(parts, piece);
    values.push(...piece.values);
  });
  return { parts, values };
}

export function toStatement(query: Sql): { text: string; values: unknown[] } {
  let text = query.parts[0] as string;
  for (let i = 1; i < query.parts.length; i++) text += `$${i}${query.parts[i]}`;
  return { text, values: query.values as unknown[] };
}
