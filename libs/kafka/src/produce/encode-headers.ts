import type { IHeaders } from 'kafkajs';
import { ByteWriter, fieldLength, lengthOf, varintLength } from './byte-writer.js';

/** The headers of a record with their number. A header with a list of values is repeated. */
export function encodeHeaders(headers: IHeaders): Buffer {
  const pairs = Object.entries(headers).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((value) => [name, value ?? null] as const),
  );
  const lengths = pairs.map((pair) => pair.map((text) => fieldLength(lengthOf(text))));
  const length = lengths.flat().reduce((sum, ofText) => sum + ofText, varintLength(pairs.length));
  const writer = new ByteWriter(Buffer.allocUnsafe(length));
  writer.varint(pairs.length);
  for (const pair of pairs) for (const text of pair) writer.varintBytes(text, lengthOf(text));
  return writer.bytes;
}
