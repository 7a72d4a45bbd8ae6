import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Transform, pipeline, type Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { invalid } from '#kernel/errors.ts';

export interface ZipEntry {
  name: string;
  /** 0 stored, 8 deflated. */
  method: number;
  compressedBytes: number;
  bytes: number;
  offset: number;
}

/** Refused beyond these: nobody's table is that large, but a zip bomb is. */
const maxEntryBytes = 2 * 1024 ** 3;
const maxRatio = 200;
/** Small files may well repeat themselves. */
const ratioFromBytes = 10 * 1024 ** 2;
const maxDirectoryBytes = 16 * 1024 ** 2;

const damaged = () => invalid('import.damaged_file');

/** The entries by name, from the central directory (APPNOTE.TXT 4.3.12, 4.3.14, 4.3.16). */
export async function readZipDirectory(path: string): Promise<Map<string, ZipEntry>> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { start, bytes } = await findDirectory(file, size);
    if (bytes > maxDirectoryBytes || start + bytes > size) throw damaged();
    return new Map(parseDirectory(await readPart(file, start, bytes)).map((entry) => [entry.name, entry]));
  } finally {
    await file.close();
  }
}

async function readPart(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (position < 0 || length < 0) throw damaged();
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw damaged();
  return buffer;
}

async function findDirectory(file: FileHandle, size: number): Promise<{ start: number; bytes: number }> {
  const tailBytes = Math.min(size, 65_557);
  const tail = await readPart(file, size - tailBytes, tailBytes);
  const at = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (at < 0 || at + 22 > tail.length) throw damaged();
  const start = tail.readUInt32LE(at + 16);
  const bytes = tail.readUInt32LE(at + 12);
  if (start !== 0xffff_ffff && bytes !== 0xffff_ffff) return { start, bytes };

  const locator = at - 20;
  if (locator < 0 || tail.readUInt32LE(locator) !== 0x0706_4b50) throw damaged();
  const end64 = await readPart(file, Number(tail.readBigUInt64LE(locator + 8)), 56);
  return { start: Number(end64.readBigUInt64LE(48)), bytes: Number(end64.readBigUInt64LE(40)) };
}

function parseDirectory(directory: Buffer): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + 46 <= directory.length && directory.readUInt32LE(at) === 0x0201_4b50) {
    const nameBytes = directory.readUInt16LE(at + 28);
    const extraBytes = directory.readUInt16LE(at + 30);
    const name = directory.toString('utf8', at + 46, at + 46 + nameBytes).replaceAll('\\', '/');
    const entry = {
      name,
      method: directory.readUInt16LE(at + 10),
      compressedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    };
    entries.push(withZip64(entry, directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes)));
    at += 46 + nameBytes + extraBytes + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** The extra field 1 holds, in this order, those numbers that did not fit into 32 bits (4.5.3). */
function withZip64(entry: ZipEntry, extra: Buffer): ZipEntry {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    const wide = (value: number) => {
      if (value !== 0xffff_ffff || next + 8 > extra.length) return value;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    };
    const bytes = wide(entry.bytes);
    const compressedBytes = wide(entry.compressedBytes);
    return { ...entry, bytes, compressedBytes, offset: wide(entry.offset) };
  }
  return entry;
}

const isBomb = (bytes: number, compressedBytes: number) => bytes > maxEntryBytes || (bytes > ratioFromBytes && bytes > compressedBytes * maxRatio);

/** Counts what really comes out, because the directory may lie. */
function limitOutput(compressedBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (isBomb(bytes, compressedBytes)) done(invalid('import.file_too_large'));
      else done(null, chunk);
    },
  });
}

/** The content of an entry as a stream; refuses an entry that is, or turns out, too large. */
export async function openZipEntry(path: string, entry: ZipEntry): Promise<Readable> {
  if (isBomb(entry.bytes, entry.compressedBytes)) throw invalid('import.file_too_large');
  if (entry.method !== 0 && entry.method !== 8) throw damaged();
  const file = await open(path);
  let start: number;
  try {
    const header = await readPart(file, entry.offset, 30);
    if (header.readUInt32LE(0) !== 0x0403_4b50) throw damaged();
    start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  } finally {
    await file.close();
  }
  const output = limitOutput(entry.compressedBytes);
  if (entry.compressedBytes === 0) {
    output.end();
    return output;
  }
  const source = createReadStream(path, { start, end: start + entry.compressedBytes - 1 });
  // The error reaches the reader of `output`, which pipeline destroys with it.
  const observed = () => undefined;
  if (entry.method === 0) pipeline(source, output, observed);
  else pipeline(source, createInflateRaw(), output, observed);
  return output;
}
