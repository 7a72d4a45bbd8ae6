import { open } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { everydaySimplified, everydayTraditional } from '#kernel/chinese/importWords.ts';

export const encodings = ['utf-8', 'gb18030', 'big5', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

export interface EncodingCandidate {
  encoding: Encoding;
  /** 0 to 1. */
  confidence: number;
  /** Why: a byte order mark, only ASCII, well-formed UTF-8, zero bytes of UTF-16, how many characters are common ones. */
  reason: 'bom' | 'ascii' | 'wellFormed' | 'mostlyWellFormed' | 'zeroBytes' | 'commonCharacters' | 'westernLetters';
}

const boms: readonly { encoding: Encoding; bytes: readonly number[] }[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];

/** Ranked, best first; never empty. */
export function detectEncoding(bytes: Buffer): EncodingCandidate[] {
  const marked = boms.find((bom) => bom.bytes.every((byte, i) => bytes[i] === byte));
  if (marked) return [{ encoding: marked.encoding, confidence: 1, reason: 'bom' }];
  const found = [utf16(bytes), utf8(bytes), ...doubleByte(bytes), western(bytes)].filter((each) => each !== undefined);
  const ranked = found.filter(({ confidence }) => confidence > 0).sort((a, b) => b.confidence - a.confidence);
  return ranked.length > 0 ? ranked : [{ encoding: 'utf-8', confidence: 0, reason: 'ascii' }];
}

function countZeros(bytes: Buffer): { even: number; odd: number } {
  const count = { even: 0, odd: 0 };
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) count[at % 2 === 0 ? 'even' : 'odd'] += 1;
  return count;
}

/** Letters, commas and line ends are one zero byte each; in Chinese text they stay a fair share. */
function utf16(bytes: Buffer): EncodingCandidate | undefined {
  const { even, odd } = countZeros(bytes);
  const many = Math.max(even, odd);
  if (bytes.length < 4 || many < bytes.length * 0.01 || Math.min(even, odd) > many * 0.1) return undefined;
  const encoding = odd > even ? 'utf-16le' : 'utf-16be';
  const text = iconv.decode(bytes.subarray(0, bytes.length & ~1), encoding, { stripBOM: false });
  const strange = text.match(/[\p{Cn}\p{Co}\p{Cs}\ufffd]/gu)?.length ?? 0;
  return strange > text.length * 0.01 ? undefined : { encoding, confidence: 0.97, reason: 'zeroBytes' };
}

function utf8(bytes: Buffer): EncodingCandidate | undefined {
  if (bytes.every((byte) => byte < 0x80)) return { encoding: 'utf-8', confidence: 1, reason: 'ascii' };
  const text = new TextDecoder('utf-8').decode(withoutTornEnd(bytes));
  const wrong = text.match(/\ufffd/g)?.length ?? 0;
  if (wrong === 0) return { encoding: 'utf-8', confidence: 0.99, reason: 'wellFormed' };
  const right = text.match(/[^\0-\x7f\ufffd]/gu)?.length ?? 0;
  return right > wrong * 20 ? { encoding: 'utf-8', confidence: 0.9 * (right / (right + wrong)), reason: 'mostlyWellFormed' } : undefined;
}

/** The sample may end inside a character. */
function withoutTornEnd(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back);
    if (byte < 0x80) break;
  }
  return bytes;
}

/** Lead and trail bytes of the everyday characters: GB 2312 rows 1-3 and level 1, Big5 signs and level 1. */
const isEveryday = {
  gb18030: (lead: number, trail: number) => trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || (lead >= 0xa1 && lead <= 0xa3)),
  big5: (lead: number, trail: number) => lead >= 0xa1 && lead <= 0xc6 && (trail >= 0xa1 || (trail >= 0x40 && trail <= 0x7e)),
};

const telling = { gb18030: everydaySimplified, big5: everydayTraditional };

function doubleByte(bytes: Buffer): EncodingCandidate[] {
  return (['gb18030', 'big5'] as const).map((encoding) => {
    let pairs = 0;
    let everyday = 0;
    for (let i = 0; i + 1 < bytes.length; i++) {
      const lead = bytes[i] ?? 0;
      if (lead < 0x80) continue;
      pairs += 1;
      if (isEveryday[encoding](lead, bytes[i + 1] ?? 0)) everyday += 1;
      i += 1;
    }
    const text = iconv.decode(bytes, encoding);
    const wrong = text.match(/\ufffd/g)?.length ?? 0;
    const told = text.match(telling[encoding])?.length ?? 0;
    const share = pairs === 0 ? 0 : everyday / pairs - wrong / pairs;
    const confidence = Math.max(0, Math.min(0.98, share * 0.85 + Math.min(0.13, pairs === 0 ? 0 : told / pairs)));
    return { encoding, confidence, reason: 'commonCharacters' as const };
  });
}

/** Single accented letters between ASCII letters. */
function western(bytes: Buffer): EncodingCandidate {
  let high = 0;
  let alone = 0;
  for (const [i, byte] of bytes.entries()) {
    if (byte < 0x80) continue;
    high += 1;
    if (byte >= 0xc0 && (bytes[i - 1] ?? 0) < 0x80 && (bytes[i + 1] ?? 0) < 0x80) alone += 1;
  }
  return { encoding: 'windows-1252', confidence: high === 0 ? 0 : Math.max(0.05, (alone / high) * 0.9), reason: 'westernLetters' };
}

const chunkBytes = 256 * 1024;
const furthestBytes = 64 * 1024 * 1024;

/** The start of a file, and where that is plain ASCII, also the first part that is not. */
export async function readForDetection(path: string): Promise<{ head: Buffer; telling: Buffer }> {
  const file = await open(path);
  try {
    const head = await readAt(file, 0);
    let part = head;
    for (let at = chunkBytes; part.length > 0 && at < furthestBytes && part.every((byte) => byte > 0 && byte < 0x80); at += chunkBytes) {
      part = await readAt(file, at);
    }
    return { head, telling: part.length > 0 ? part : head };
  } finally {
    await file.close();
  }
}

async function readAt(file: Awaited<ReturnType<typeof open>>, position: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, position);
  return buffer.subarray(0, bytesRead);
}
