import { operatorId, pools } from './pools.js';
import type { Stage } from './stage.js';

/** An answer of the service; problems come as they are (RFC 9457). */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** A text is rows of an import. */
  readonly body?: object | string;
  readonly idempotencyKey?: string;
}

/** Shorter than a caller's patience: a process that stands still must not hold up its callers for long. */
const answerMsMax = 4_000;

/** Somebody with a token, who can ask any process. */
export class Caller {
  constructor(private readonly token: string) {}

  /** Throws where there is no answer in time. */
  async send(baseUrl: string, { method, path, body, idempotencyKey }: HttpRequest): Promise<Answer> {
    const response = await fetch(baseUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerMsMax),
    });
    return { status: response.status, body: JSON.parse(await response.text()) as Answer['body'] };
  }
}

export interface Callers {
  readonly operator: Caller;
  readonly epCscf: Caller;
  readonly wwsfs: ReadonlyMap<string, Caller>;
}

export async function callersOf({ issuer }: Stage): Promise<Callers> {
  const wwsfIds = [...new Set(pools.map(({ wwsfId }) => wwsfId))];
  const wwsfs = wwsfIds.map(async (wwsfId): Promise<[string, Caller]> => {
    return [wwsfId, new Caller(await issuer.token({ roles: ['wwsf'], wwsfId }))];
  });
  return {
    operator: new Caller(await issuer.token({ roles: ['ims-operator'], operatorId })),
    epCscf: new Caller(await issuer.token({ roles: ['ep-cscf'], operatorId })),
    wwsfs: new Map(await Promise.all(wwsfs)),
  };
}
