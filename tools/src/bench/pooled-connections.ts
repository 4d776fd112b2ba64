import type { IncomingHttpHeaders } from 'node:http';
import { Pool } from 'undici';
import type { Transport } from '@allocator/local';

/** Connections that stay open, at much less cost a request than `fetch`. */
export function pooledConnections(
  baseUrl: string,
  connections: number,
): {
  readonly transport: Transport;
  readonly close: () => Promise<void>;
} {
  const pool = new Pool(baseUrl, { connections, headersTimeout: 0, bodyTimeout: 0 });
  return {
    transport: async ({ method, url, headers, body, signal }) => {
      const answer = await pool.request({
        method,
        path: url.slice(baseUrl.length),
        headers,
        body: body ?? null,
        signal: signal ?? null,
      });
      return {
        status: answer.statusCode,
        headers: () => headersOf(answer.headers),
        body: answer.body,
        bytes: async () => Buffer.from(await answer.body.arrayBuffer()),
      };
    },
    close: () => pool.destroy(),
  };
}

function headersOf(headers: IncomingHttpHeaders): Headers {
  return new Headers(Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]));
}
