import { setTimeout as sleep } from 'node:timers/promises';
import { type Transport, byFetch } from './service-client.js';

/** The pause before a request is sent to the next process. */
const retryMs = 100;

type Request = Parameters<Transport>[0];
type RawAnswer = Awaited<ReturnType<Transport>>;

/**
 * Sends each request to one of several processes of a service, in turn. After a lost connection and after a 503, it sends the request to
 * the next one, until the request's signal is aborted. For reads, and for commands that have an idempotency key.
 * @param baseUrls at least one
 */
export function anyAddress(baseUrls: readonly string[]): Transport {
  let requests = 0;
  const next = (): string => baseUrls[requests++ % baseUrls.length] ?? '';
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    for (;;) {
      try {
        const answer = await complete({ ...request, url: next() + pathname + search });
        if (answer.status !== 503 || request.signal === undefined) return answer;
        await answer.bytes();
      } catch (error) {
        if (request.signal?.aborted !== false) throw error;
      }
      await sleep(retryMs, undefined, { signal: request.signal });
    }
  };
}

/** A read is passed on as it arrives. The answer to a command arrives as a whole, or the command is sent again. */
async function complete(request: Request): Promise<RawAnswer> {
  const answer = await byFetch(request);
  if (request.method === 'GET') return answer;
  const bytes = await answer.bytes();
  return { ...answer, bytes: () => Promise.resolve(bytes) };
}
