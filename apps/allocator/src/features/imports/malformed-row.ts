import type { Readable } from 'node:stream';

/** A line that is not a row: it has a verdict of its own, and the import continues. */
export interface MalformedRow {
  readonly row: number;
  readonly malformed: string;
}

/** The body in chunks. To stop early does not destroy the stream: the answer is sent on the same connection. */
export function bytesOf(body: Readable): AsyncIterable<Uint8Array> {
  return body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
}
