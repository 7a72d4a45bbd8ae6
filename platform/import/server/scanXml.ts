import { invalid } from '#kernel/errors.ts';

export interface XmlHandlers {
  /** The name without its prefix, the attributes as written. */
  open(name: string, attributes: string): void;
  text(text: string): void;
  close(name: string): void;
}

const damaged = () => invalid('import.damaged_file');

/** The longest tag or piece of text that is kept while waiting for its end. */
const maxPending = 8 * 1024 ** 2;

/** Reads the XML of spreadsheets as it arrives: elements, text, CDATA. Document types are refused, so no entity can grow. */
export function scanXml(handlers: XmlHandlers): { write(chunk: string): void } {
  let pending = '';
  return {
    write(chunk) {
      const text = pending + chunk;
      let at = 0;
      while (at < text.length) {
        const next = readPiece(text, at, handlers);
        if (next < 0) break;
        at = next;
      }
      pending = text.slice(at);
      if (pending.length > maxPending) throw damaged();
    },
  };
}

/** Returns where the next piece starts, or -1 while this one is incomplete. */
function readPiece(text: string, at: number, handlers: XmlHandlers): number {
  if (text[at] !== '<') {
    const end = text.indexOf('<', at);
    if (end < 0) return -1;
    handlers.text(unescapeXml(text.slice(at, end)));
    return end;
  }
  if (text[at + 1] === '!' || text[at + 1] === '?' || at + 1 >= text.length) return readSpecial(text, at, handlers);
  const end = endOfTag(text, at);
  if (end < 0) return -1;
  if (text[at + 1] === '/') handlers.close(localName(text.slice(at + 2, end).trim()));
  else openTag(text.slice(at + 1, end), handlers);
  return end + 1;
}

function readSpecial(text: string, at: number, handlers: XmlHandlers): number {
  if (text.startsWith('<?', at)) return after(text, at, '?>');
  if (text.startsWith('<!--', at)) return after(text, at, '-->');
  if (text.startsWith('<![CDATA[', at)) {
    const end = text.indexOf(']]>', at);
    if (end < 0) return -1;
    handlers.text(text.slice(at + 9, end));
    return end + 3;
  }
  if (text.length - at < 9) return -1;
  throw damaged();
}

function after(text: string, at: number, mark: string): number {
  const end = text.indexOf(mark, at);
  return end < 0 ? -1 : end + mark.length;
}

/** A > inside quotes ends nothing. */
function endOfTag(text: string, at: number): number {
  let quote = '';
  let end = text.indexOf('>', at);
  let from = at;
  while (end >= 0) {
    for (let i = from; i < end; i++) {
      const character = text[i] ?? '';
      if (quote === '' && (character === '"' || character === "'")) quote = character;
      else if (character === quote) quote = '';
    }
    if (quote === '') return end;
    from = end;
    end = text.indexOf('>', end + 1);
  }
  return -1;
}

function openTag(tag: string, handlers: XmlHandlers) {
  const isEmpty = tag.endsWith('/');
  const inner = isEmpty ? tag.slice(0, -1) : tag;
  const space = inner.search(/\s/);
  const name = localName(space < 0 ? inner : inner.slice(0, space));
  handlers.open(name, space < 0 ? '' : inner.slice(space));
  if (isEmpty) handlers.close(name);
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1);

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
    if (name !== undefined) return entities[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** The value of one attribute, whatever its prefix. */
export function attribute(attributes: string, name: string): string | undefined {
  for (let at = attributes.indexOf(name); at >= 0; at = attributes.indexOf(name, at + 1)) {
    const before = attributes[at - 1] ?? ' ';
    if (!/[\s:]/.test(before)) continue;
    const match = /^\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(attributes.slice(at + name.length, at + name.length + 40_000));
    if (match) return unescapeXml(match[1] ?? match[2] ?? '');
  }
  return undefined;
}
