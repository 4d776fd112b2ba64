import { describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import zstd from '@toondepauw/node-zstd';
import lz4 from 'lz4-napi';
import snappy from 'snappy';
import { decompress, DecompressedSizeError } from '../src/fetch/decompress.js';

const limit = 1024 * 1024;
const text = Buffer.from(JSON.stringify(Array.from({ length: 5_000 }, (_, n) => ({ n, square: n * n }))));
/** 1.5 times the limit when decompressed, and nearly nothing when compressed. */
const bomb = Buffer.alloc(limit * 1.5);

/** The snappy frame of the Java client. */
async function xerial(data: Buffer, blockBytes = 32 * 1024): Promise<Buffer> {
  const parts: Buffer[] = [Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1])];
  for (let at = 0; at < data.length; at += blockBytes) {
    const block = await snappy.compress(data.subarray(at, at + blockBytes));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

const codecs: readonly [string, number, (data: Buffer) => Buffer | Promise<Buffer>][] = [
  ['none', 0, (data) => data],
  ['gzip', 1, (data) => gzipSync(data)],
  ['snappy, one block', 2, (data) => snappy.compress(data)],
  ['snappy in the frame of the Java client', 2, (data) => xerial(data)],
  ['lz4', 3, (data) => lz4.compressFrame(data)],
  ['lz4 with checksums', 3, (data) => lz4.compressFrame(data, { contentChecksum: true, blockChecksums: true })],
  ['zstd', 4, (data) => new zstd.Encoder(3).encode(data)],
];

describe.each(codecs)('%s', (_, codec, compress) => {
  it('is decompressed, also if it holds a single byte', async () => {
    for (const data of [text, Buffer.from('x')]) {
      expect((await decompress(codec, await compress(data), limit)).equals(data)).toBe(true);
    }
  });

  if (codec === 0) return;

  it('is refused if it would decompress to more than the limit', async () => {
    await expect(decompress(codec, await compress(bomb), limit)).rejects.toThrow(DecompressedSizeError);
    expect((await decompress(codec, await compress(bomb), 2 * limit)).length).toBe(bomb.length);
  });

  it('is refused if it is incomplete or in another format', async () => {
    const whole = await compress(text);
    await expect(decompress(codec, whole.subarray(0, whole.length / 2), limit)).rejects.toThrow();
    await expect(decompress(codec, Buffer.from('in no known format'), limit)).rejects.toThrow();
  });
});

it('an unknown codec is refused', async () => {
  await expect(decompress(5, text, limit)).rejects.toThrow('unknown codec 5');
});

it('snappy data with more blocks than any client writes is refused', async () => {
  await expect(decompress(2, await xerial(text.subarray(0, 10_001), 1), limit)).rejects.toThrow('more than 10000');
});
