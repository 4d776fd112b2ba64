import { closeSync, mkdtempSync, openSync, readSync, rmSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { KeyedRecords, RecordGroups } from '@allocator/application';
import { MemoryRecords } from '@allocator/application';
import { CommandError, exitCodes } from '../command/command-error.js';

export interface SpillLimits {
  /** Where the file goes. */
  readonly folder: string;
  /** What is kept in memory before a file is begun. */
  readonly memoryBytesMax: number;
  /** What is read back at a time; a part with more is divided again. One key's records stay together whatever they take. */
  readonly partBytesMax: number;
}

const spillLimits: SpillLimits = { folder: tmpdir(), memoryBytesMax: 8 << 20, partBytesMax: 4 << 20 };

/** Parts of one division: each has a block in memory. */
const partsCount = 256;
const blockBytes = 16 << 10;
/** 256 to the fourth power parts: beyond that only equal keys are left. */
const depthMax = 3;

type Block = { readonly bytes: Buffer } | { readonly offset: number; readonly length: number };

/** Records of the keys that have one hash. */
interface Part {
  open: Buffer | undefined;
  used: number;
  bytes: number;
  readonly blocks: Block[];
}

/**
 * Records in parts by the hash of their key (a Grace partition): every part is small enough to be read back whole. What is more than
 * a little goes to one file in the folder for temporary files (`TMPDIR`), which has no name from the beginning on: the system
 * removes it when the process ends, however it ends. Costs as much room there as the records have bytes.
 */
export class SpilledRecords implements KeyedRecords {
  count = 0;
  private readonly parts: Part[] = Array.from({ length: partsCount }, () => ({
    open: undefined,
    used: 0,
    bytes: 0,
    blocks: [],
  }));
  private inMemoryBytes = 0;

  constructor(
    private readonly limits: SpillLimits = spillLimits,
    private readonly file = new NamelessFile(limits.folder),
    private readonly depth = 0,
  ) {}

  add(key: string, record: string): void {
    this.count++;
    const part = this.parts[this.partOf(key)] as Part;
    const line = `${key}\t${record}\n`;
    const length = Buffer.byteLength(line);
    part.bytes += length;
    if (part.open !== undefined && part.used + length > part.open.length) {
      this.keep(part);
      if (length > blockBytes) part.open = undefined;
    }
    part.open ??= Buffer.allocUnsafe(Math.max(blockBytes, length));
    part.used += part.open.write(line, part.used);
  }

  async *groups(): AsyncGenerator<RecordGroups> {
    for (const part of this.parts) {
      if (part.bytes === 0) continue;
      if (part.bytes > this.limits.partBytesMax && this.depth < depthMax) yield* this.divided(part).groups();
      else yield* inMemory(this.linesOf(part)).groups();
      part.blocks.length = 0;
      part.open = undefined;
      // Signals are handled between two parts.
      await setImmediate();
    }
  }

  close(): void {
    this.file.close();
  }

  /** Another division of the part's records, by another hash. */
  private divided(part: Part): SpilledRecords {
    const again = new SpilledRecords({ ...this.limits, memoryBytesMax: 0 }, this.file, this.depth + 1);
    for (const [key, record] of this.linesOf(part)) again.add(key, record);
    return again;
  }

  private partOf(key: string): number {
    return hashOf(key, this.depth) % partsCount;
  }

  /** The part's block is full: it stays in memory, or its bytes go to the file and it is used again. */
  private keep(part: Part): void {
    if (part.open === undefined || part.used === 0) return;
    const bytes = part.open.subarray(0, part.used);
    part.used = 0;
    if (this.inMemoryBytes + part.open.length <= this.limits.memoryBytesMax) {
      this.inMemoryBytes += part.open.length;
      part.open = undefined;
      part.blocks.push({ bytes });
    } else {
      part.blocks.push({ offset: this.file.append(bytes), length: bytes.length });
      // A record that is longer than a block had one of its own.
      if (part.open.length > blockBytes) part.open = undefined;
    }
  }

  private *linesOf(part: Part): Generator<readonly [string, string]> {
    this.keep(part);
    for (const block of part.blocks) {
      const bytes = 'bytes' in block ? block.bytes : this.file.read(block.offset, block.length);
      for (let from = 0, end = bytes.indexOf('\n'); end >= 0; from = end + 1, end = bytes.indexOf('\n', from)) {
        const tab = bytes.indexOf('\t', from);
        yield [bytes.toString('utf8', from, tab), bytes.toString('utf8', tab + 1, end)];
      }
    }
  }
}

/** FNV-1a over the key's UTF-16 units, mixed at the end; another one for each seed. Non-negative, 32 bits. */
function hashOf(key: string, seed: number): number {
  let mixed = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
  for (let index = 0; index < key.length; index++) mixed = Math.imul(mixed ^ key.charCodeAt(index), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** A file without a name, made when it is first written to. */
class NamelessFile {
  private descriptor: number | undefined;
  private length = 0;
  private lastRead = Buffer.alloc(0);

  constructor(private readonly folder: string) {}

  /** Returns where the bytes begin. */
  append(bytes: Buffer): number {
    const offset = this.length;
    try {
      this.descriptor ??= openNameless(this.folder);
      for (let written = 0; written < bytes.length;) {
        written += writeSync(this.descriptor, bytes, written, bytes.length - written, offset + written);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const advice = 'set TMPDIR to a folder with room';
      throw new CommandError(`no temporary file in ${this.folder} (${reason}): ${advice}`, exitCodes.wrongUse);
    }
    this.length += bytes.length;
    return offset;
  }

  /** The bytes are good until the next read. */
  read(offset: number, length: number): Buffer {
    if (this.lastRead.length < length) this.lastRead = Buffer.allocUnsafe(length);
    const bytes = this.lastRead.subarray(0, length);
    if (this.descriptor === undefined) throw new Error('nothing was written');
    for (let read = 0; read < length;) {
      const count = readSync(this.descriptor, bytes, read, length - read, offset + read);
      if (count === 0) throw new Error('a temporary file has become shorter');
      read += count;
    }
    return bytes;
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }
}

function openNameless(within: string): number {
  const folder = mkdtempSync(join(within, 'allocator-'));
  const path = join(folder, 'records');
  try {
    const descriptor = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    rmdirSync(folder);
    return descriptor;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function inMemory(lines: Iterable<readonly [string, string]>): MemoryRecords {
  const records = new MemoryRecords();
  for (const [key, record] of lines) records.add(key, record);
  return records;
}
