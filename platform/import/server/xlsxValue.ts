/** What the number format of a cell makes of its number. */
export type NumberStyle = { is: 'number' } | { is: 'date' } | { is: 'time' } | { is: 'padded'; digits: number };

const plain: NumberStyle = { is: 'number' };

/** ECMA-376 part 1, 18.8.30: built-in formats, 27-36 and 50-58 being the East Asian dates. */
const builtIn: readonly (readonly [from: number, to: number, is: 'date' | 'time'])[] = [
  [14, 17, 'date'],
  [18, 21, 'time'],
  [22, 22, 'date'],
  [27, 31, 'date'],
  [32, 35, 'time'],
  [36, 36, 'date'],
  [45, 47, 'time'],
  [50, 58, 'date'],
];

export function builtInStyle(id: number): NumberStyle {
  const found = builtIn.find(([from, to]) => id >= from && id <= to);
  return found ? { is: found[2] } : plain;
}

export function styleOfFormat(code: string): NumberStyle {
  const bare = (code.split(';')[0] ?? '').replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  if (/^0{2,}$/.test(bare)) return { is: 'padded', digits: bare.length };
  if (/general/i.test(bare)) return plain;
  if (/[yde]/i.test(bare.replace(/[eE][+-]/g, ''))) return { is: 'date' };
  if (/[hs]/i.test(bare)) return { is: 'time' };
  return /m/i.test(bare) ? { is: 'date' } : plain;
}

const dayMs = 86_400_000;
const firstSerialMs = Date.UTC(1899, 11, 30);

/** Days since 1899-12-30 (or 1904-01-01) as 'YYYY-MM-DD', with the time where there is one; 1900 had no 29 February, whatever Excel says. */
export function serialToText(serial: number, { since1904 = false }: { since1904?: boolean } = {}): string | undefined {
  const days = since1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const ms = firstSerialMs + Math.round(days * 86_400) * 1000;
  if (!(serial >= 0) || ms >= Date.UTC(10_000, 0, 1)) return undefined;
  const iso = new Date(ms).toISOString();
  return ms % dayMs === 0 ? iso.slice(0, 10) : iso.slice(0, 19).replace('T', ' ');
}

/** Excel keeps 15 significant digits; what lies beyond is noise of the binary form. */
function numberToText(text: string, style: NumberStyle): string {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  if (style.is === 'padded' && Number.isInteger(value) && value >= 0) return String(value).padStart(style.digits, '0');
  if (Number.isSafeInteger(value)) return String(value);
  const rounded = Number(value.toPrecision(15));
  const written = String(rounded);
  return written.includes('e') ? rounded.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }) : written;
}

export function numericCellText(text: string, style: NumberStyle, since1904: boolean): string {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return text;
  if (style.is === 'time' && value >= 0 && value < 1) return new Date(Math.round(value * 86_400) * 1000).toISOString().slice(11, 19);
  if (style.is === 'date' || style.is === 'time') return serialToText(value, { since1904 }) ?? numberToText(text, plain);
  return numberToText(text, style);
}
