import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import zstd from '@toondepauw/node-zstd';
import lz4 from 'lz4-napi';
import snappy from 'snappy';
import { lz4BytesMax } from './lz4-bytes-max.js';
import { zstdBytesMax } from './zstd-bytes-max.js';

/** The decompressed data exceeds the limit, or could exceed it according to its headers. */
export class DecompressedSizeError extends Error {
  override readonly name = 'DecompressedSizeError';
  constructor(bytesMax: number) {
    super(`the batch decompresses to more than ${String(bytesMax)} bytes`);
  }
}

/** By codec number (Kafka protocol, attributes of a record batch, bits 0 to 2). */
const codecs: ReadonlyMap<number, (data: Buffer, bytesMax: number) => Promise<Buffer>> = new Map([
  [0, (data: Buffer) => Promise.resolve(data)],
  [1, fromGzip],
  [2, fromSnappy],
  [3, fromLz4],
  [4, fromZstd],
]);

/**
 * Decompresses the records of a batch. Every codec runs outside the event loop, and data that could expand beyond `bytesMax` is
 * refused before it is decompressed (gzip: while it is).
 * @param codec codec number: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd
 * @throws {DecompressedSizeError} and other errors for data that is not in the format of the codec
 */
export async function decompress(codec: number, data: Buffer, bytesMax: number): Promise<Buffer> {
  const decode = codecs.get(codec);
  if (decode === undefined) throw new Error(`unknown codec ${String(codec)}`);
  return await decode(data, bytesMax);
}

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

async function fromGzip(data: Buffer, bytesMax: number): Promise<Buffer> {
  try {
    return await inflate(data, { maxOutputLength: bytesMax });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge ? new DecompressedSizeError(bytesMax) : error;
  }
}

function fromLz4(data: Buffer, bytesMax: number): Promise<Buffer> {
  requireAtMost(lz4BytesMax(data), bytesMax);
  return lz4.decompressFrame(data);
}

function fromZstd(data: Buffer, bytesMax: number): Promise<Buffer> {
  requireAtMost(zstdBytesMax(data), bytesMax);
  return new zstd.Decoder().decode(data);
}

/** Snappy frame of the Java client (xerial): this magic, two versions of 4 bytes, then blocks, each preceded by its length. */
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const xerialHeaderBytes = 16;
/** The Java client writes blocks of 32 KiB: 512 of them are 16 MiB. */
const xerialBlocksMax = 10_000;

/** Reads one raw block, as librdkafka writes it, or the Java client's frame of blocks. */
async function fromSnappy(data: Buffer, bytesMax: number): Promise<Buffer> {
  const blocks = data.subarray(0, xerialMagic.length).equals(xerialMagic) ? xerialBlocks(data) : [data];
  if (blocks.length > xerialBlocksMax)
    throw new Error(`the data has more than ${String(xerialBlocksMax)} snappy blocks`);
  requireAtMost(
    blocks.reduce((sum, block) => sum + snappyBytes(block), 0),
    bytesMax,
  );
  const parts: Buffer[] = [];
  for (const block of blocks) {
    const part = await snappy.uncompress(block, { asBuffer: true });
    if (typeof part === 'string') throw new TypeError('snappy returned text in place of bytes');
    parts.push(part);
  }
  const [first] = parts;
  return first !== undefined && parts.length === 1 ? first : Buffer.concat(parts);
}

function xerialBlocks(data: Buffer): Buffer[] {
  const blocks: Buffer[] = [];
  for (let at = xerialHeaderBytes; at < data.length;) {
    const end = at + 4 + data.readUInt32BE(at);
    if (end > data.length) throw new Error('a snappy block is incomplete');
    blocks.push(data.subarray(at + 4, end));
    at = end;
  }
  return blocks;
}

/** Decompressed bytes of a raw block: a varint at its beginning. */
function snappyBytes(block: Buffer): number {
  let bytes = 0;
  for (let at = 0; at < 5; at++) {
    const byte = block.readUInt8(at);
    bytes += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return bytes;
  }
  throw new Error('a snappy block has no valid length');
}

function requireAtMost(bytes: number, bytesMax: number): void {
  if (bytes > bytesMax) throw new DecompressedSizeError(bytesMax);
}
