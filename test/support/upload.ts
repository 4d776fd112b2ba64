import { bearer, imsOperator } from './access-token.js';
import type { Answer, ApiClient } from './api-client.js';

export type Pieces = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** Sends a file to a pool as its operator, piece by piece, in a chunked body. */
export async function upload(
  { baseUrl }: ApiClient,
  poolId: string,
  pieces: Pieces,
  contentType = 'text/csv',
): Promise<Answer> {
  const answer = await fetch(`${baseUrl}/v1/pools/${poolId}/identities`, {
    method: 'POST',
    headers: { ...bearer(imsOperator(`op-${poolId}`)), 'content-type': contentType },
    body: ReadableStream.from(bytesOf(pieces)),
    duplex: 'half',
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] };
}

async function* bytesOf(pieces: Pieces): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece as string);
}
