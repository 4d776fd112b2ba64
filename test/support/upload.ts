import { Readable } from 'node:stream';
import { imsOperator } from './access-token.js';
import type { Answer, ApiClient } from './api-client.js';

export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** Sends a file to a pool as its operator, piece by piece, in a chunked body. */
export function upload(api: ApiClient, poolId: string, pieces: Pieces, contentType = 'text/csv'): Promise<Answer> {
  return api.service(imsOperator(`op-${poolId}`)).send({
    method: 'POST',
    path: `/v1/pools/${poolId}/identities`,
    headers: { 'content-type': contentType },
    body: Readable.from(bytesOf(pieces), { objectMode: false }),
  });
}

async function* bytesOf(pieces: Pieces): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece as string);
}
