import { randomUUID } from 'node:crypto';
import type { PoolPolicy } from '@allocator/domain';
import { impi, impu } from '@allocator/testing';
import {
  type Answer,
  ServiceClient,
  type ServiceRequest,
  importRows,
  setUpPool,
  shortProfile as profileOfSeconds,
} from '@allocator/local';
import type { Bearer } from './access-token.js';
import { accessToken } from './access-token.js';
import { callerOfCall, learn } from './caller-of-call.js';

export type { Answer };

/** Registrations of at most one second that end with their token, and a guard of the token's leeway alone. */
export function shortProfile(guard: Parameters<typeof profileOfSeconds>[0] = {}) {
  return { ...profileOfSeconds(guard), registrationModel: 'capped-by-token', minRegistrationSeconds: 0 };
}

/** Calls a service as its users do: each call as a caller who is allowed to make it, unless the test names one. */
export class ApiClient {
  constructor(
    readonly baseUrl: string,
    private readonly caller?: Bearer,
  ) {}

  /** The same service as this caller sees it. */
  as(caller: Bearer): ApiClient {
    return new ApiClient(this.baseUrl, caller);
  }

  /** The plain client of one caller. */
  service(caller: Bearer): ServiceClient {
    return new ServiceClient(this.baseUrl, { token: accessToken(caller) });
  }

  /** A text is sent as it is, everything else as JSON; `headers` can name another content type. */
  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await this.service(this.caller ?? callerOfCall(method, path, body)).send({
      method,
      path,
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    });
    learn(method, path, body, answer.body);
    return answer;
  }

  async must({ method, path, body, headers }: ServiceRequest): Promise<Answer['body']> {
    const answer = await this.send(method, path, body, { ...headers });
    if (answer.status === 200) return answer.body;
    throw new Error(`${method} ${path}: ${String(answer.status)} ${JSON.stringify(answer.body)}`);
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  /** The body of an answer that is not JSON. */
  async text(path: string): Promise<string> {
    const as = this.service(this.caller ?? callerOfCall('GET', path, undefined));
    return (await as.exchange({ method: 'GET', path })).bytes.toString();
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

  /** Sets up an operator, its agreement and a pool with so many identities, numbered from `first` on. */
  async setUpPool(pool: PoolSetup): Promise<void> {
    const { poolId, identities, first = 1, lifetime = 3600, wwsfId = 'wwsf-a', guard = 1, policy = {} } = pool;
    const terms = {
      operatorId: `op-${poolId}`,
      profile: shortProfile({ tokenLeewaySeconds: guard }),
      agreementId: `agreement-${poolId}`,
      agreement: { wwsfId, securityLifetimeSeconds: lifetime, quarantineSeconds: pool.quarantine ?? 0 },
      poolId,
      policy,
    };
    await setUpPool(this, terms, []);
    await this.importIdentities(poolId, first, identities);
  }

  async importIdentities(poolId: string, first: number, count: number): Promise<void> {
    const rows = Array.from({ length: count }, (_, index) => `${impi(first + index)},${impu(first + index)}`);
    const imported = await importRows(this, poolId, rows);
    if (imported !== count) throw new Error(`${poolId}: ${String(imported)} of ${String(count)} were imported`);
  }
}

/** Lifetimes in seconds. */
export interface PoolSetup {
  readonly poolId: string;
  readonly identities: number;
  readonly first?: number;
  readonly lifetime?: number;
  readonly quarantine?: number;
  readonly guard?: number;
  readonly wwsfId?: string;
  /** Default: anonymous subjects are allowed, and a repeated subject gets another identity. */
  readonly policy?: Partial<PoolPolicy>;
}
