import { randomUUID } from 'node:crypto';
import { impi, impu } from '@allocator/testing';
import type { Bearer } from './access-token.js';
import { bearer } from './access-token.js';
import { callerOfCall, learn } from './caller-of-call.js';

/** An answer of the service, its body parsed where it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Registrations of a second at most, and a guard of the token's leeway alone. */
export function shortProfile(guard: { readonly tokenLeewaySeconds?: number; readonly clockSkewSeconds?: number } = {}) {
  return {
    maxRegistrationSeconds: 1,
    registrationModel: 'capped-by-token',
    minRegistrationSeconds: 0,
    guard: { tokenLeewaySeconds: 1, clockSkewSeconds: 0, inFlightSeconds: 0, purgeDelaySeconds: 0, ...guard },
    indications: 'accepted',
  };
}

/** Speaks to a service as its users do: each call as one whom it is right for, unless it was said who calls. */
export class ApiClient {
  constructor(
    readonly baseUrl: string,
    private readonly caller?: Bearer,
  ) {}

  /** The same service as this caller sees it. */
  as(caller: Bearer): ApiClient {
    return new ApiClient(this.baseUrl, caller);
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await fetch(this.baseUrl + path, {
      method,
      headers: {
        ...bearer(this.caller ?? callerOfCall(method, path, body)),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '') && text !== '';
    const parsed = isJson ? (JSON.parse(text) as Answer['body']) : {};
    learn(method, path, body, parsed);
    return { status: answer.status, headers: answer.headers, body: parsed };
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.send('PUT', path, body);
  }

  assign(poolId: string, ref: string, commandId: string = randomUUID()): Promise<Answer> {
    const subject = { kind: 'authenticated', ref };
    return this.send('POST', `/v1/pools/${poolId}/assignments`, { subject }, { 'idempotency-key': commandId });
  }

  release(assignmentId: string, commandId: string = randomUUID()): Promise<Answer> {
    return this.send('POST', `/v1/assignments/${assignmentId}/release`, {}, { 'idempotency-key': commandId });
  }

  prolong(assignmentId: string, commandId: string = randomUUID()): Promise<Answer> {
    return this.send('POST', `/v1/assignments/${assignmentId}/prolong`, {}, { 'idempotency-key': commandId });
  }

  /** An operator, its agreement and a pool with so many identities, numbered from `first` on. Lifetimes in seconds. */
  async setUpPool(pool: PoolSetup): Promise<void> {
    const { poolId, identities, first = 1, lifetime = 3600, wwsfId = 'wwsf-a', guard = 1 } = pool;
    await this.mustPut(`/v1/operators/op-${poolId}`, shortProfile({ tokenLeewaySeconds: guard }));
    await this.mustPut(`/v1/agreements/agreement-${poolId}`, {
      operatorId: `op-${poolId}`,
      wwsfId,
      securityLifetimeSeconds: lifetime,
      quarantineSeconds: pool.quarantine ?? 0,
      minTokenLifetimeSeconds: 1,
      status: 'active',
    });
    await this.mustPut(`/v1/pools/${poolId}`, {
      agreementId: `agreement-${poolId}`,
      anonymous: 'allowed',
      repeatSubject: pool.repeatSubject ?? 'another',
      ...pool.policy,
    });
    await this.importIdentities(poolId, first, identities);
  }

  async importIdentities(poolId: string, first: number, count: number): Promise<void> {
    const rows = Array.from({ length: count }, (_, index) => `${impi(first + index)},${impu(first + index)}`);
    const csv = { 'content-type': 'text/csv' };
    const answer = await this.send('POST', `/v1/pools/${poolId}/identities`, `${rows.join('\n')}\n`, csv);
    if (answer.status !== 200 || answer.body['imported'] !== count) {
      throw new Error(`import into ${poolId}: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
    }
  }

  private async mustPut(path: string, body: unknown): Promise<void> {
    const answer = await this.put(path, body);
    if (answer.status !== 200) throw new Error(`PUT ${path}: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
  }
}

export interface PoolSetup {
  readonly poolId: string;
  readonly identities: number;
  readonly first?: number;
  readonly lifetime?: number;
  readonly quarantine?: number;
  readonly guard?: number;
  readonly wwsfId?: string;
  readonly repeatSubject?: 'same' | 'another' | 'refuse';
  readonly policy?: { affinity?: boolean; maxPerSubject?: number; anonymousSharePercent?: number };
}
