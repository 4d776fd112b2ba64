import { randomUUID } from 'node:crypto';
import { type ServiceClient, sampleRows, setUpPool } from '@allocator/local';

/** As the samples: the local issuer knows these tenants. */
const operatorId = 'op-a';
const domain = 'op-a.example';
const guard = { tokenLeewaySeconds: 60, clockSkewSeconds: 5, inFlightSeconds: 3, purgeDelaySeconds: 250 };
const profile = { maxRegistrationSeconds: 600, registrationModel: 'outlives-token', guard, indications: 'accepted' };
const agreementId = 'wwsf-a-op-a';
const agreement = {
  wwsfId: 'wwsf-a',
  securityLifetimeSeconds: 3_600,
  quarantineSeconds: 60,
  minTokenLifetimeSeconds: 60,
};
const ofA = { agreementId, agreement };
const ofB = {
  agreementId: 'wwsf-b-op-a',
  agreement: {
    wwsfId: 'wwsf-b',
    securityLifetimeSeconds: 14_400,
    quarantineSeconds: 3_600,
    minTokenLifetimeSeconds: 600,
  },
};

/** Each with its number of identities, and how many assignments are wanted in every 4 minutes up to now. */
const pools = [
  { poolId: 'pool-a', terms: ofA, identities: 200, wanted: [2, 3, 2, 4, 4, 3, 6, 5, 8, 7, 9, 7] },
  { poolId: 'wwsf-a-de', terms: ofA, identities: 80, wanted: [4, 5, 5, 6, 4, 7, 6, 8, 7, 8, 7, 8] },
  { poolId: 'wwsf-a-fr', terms: ofA, identities: 12, wanted: [12, 0, 0, 0, 1, 2, 0, 1, 4, 9, 7, 11] },
  { poolId: 'pool-b', terms: ofB, identities: 150, wanted: [9, 8, 10, 9, 7, 11, 8, 9, 10, 8, 9, 7] },
  { poolId: 'wwsf-b-fr', terms: ofB, identities: 100, wanted: [0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1] },
] as const;
type Pool = (typeof pools)[number];

/** Less than an hour: the assignments of the first agreement are live when the tests begin, and long after. */
const minutes = 48;
const minutesOfCount = 4;
/** When the identity that is assigned last in the exhausted pool is withdrawn from its holder, and when its last holder prolongs. */
const withdrawnIn = [14, 26];
const prolongedIn = 38;

interface Callers {
  readonly operator: ServiceClient;
  readonly epCscf: ServiceClient;
  readonly wwsfA: ServiceClient;
  readonly wwsfB: ServiceClient;
}

interface Assignment {
  readonly assignmentId: string;
  readonly poolId: string;
  readonly impi: string;
  readonly generation: number;
}

/** Pools of two WWSFs, as different as those of an installation: each page of the dashboard has something to show. */
export class DashboardPools {
  private readonly assignments: Assignment[] = [];
  private users = 0;

  constructor(private readonly callers: Callers) {}

  /**
   * Records the better part of an hour: a rising demand, one pool that is exhausted, one identity with three holders.
   * @param goTo puts the decisions' clock so many minutes behind the true time
   */
  async fill(goTo: (minutesAgo: number) => Promise<void>): Promise<void> {
    await goTo(minutes + 1);
    for (const { poolId, terms, identities } of pools) {
      const rows = sampleRows(poolId, domain, identities);
      await setUpPool(this.callers.operator, { operatorId, profile, ...terms, poolId }, rows);
    }
    for (let minute = 0; minute < minutes; minute++) {
      await goTo(minutes - minute);
      await Promise.all(pools.map((pool) => this.assign(pool, wantedIn(minute, pool))));
      if (withdrawnIn.includes(minute)) await this.withdraw(this.latestOf('wwsf-a-fr'));
      if (minute === prolongedIn) await this.command('prolong', this.latestOf('wwsf-a-fr'));
    }
    await this.endSome(this.assignments.filter(({ poolId }) => poolId === 'pool-b'));
    await goTo(0);
  }

  /** Records events of several types, of the first agreement. */
  async record(): Promise<void> {
    const [first, , exhausted] = pools;
    await this.assign(exhausted, 3);
    await this.command('release', this.latestOf('wwsf-a-de'));
    await this.command('prolong', this.latestOf('pool-a'));
    await this.assign(first, 2);
  }

  /** Another writer sets the security lifetime of the first agreement. */
  async setLifetime(securityLifetimeSeconds: number): Promise<void> {
    const body = { ...agreement, operatorId, status: 'active', securityLifetimeSeconds };
    await this.callers.operator.must({ method: 'PUT', path: `/v1/agreements/${agreementId}`, body });
  }

  /** The first agreement as it is in force. */
  agreement(): Promise<unknown> {
    return this.callers.operator.must({ method: 'GET', path: `/v1/agreements/${agreementId}` });
  }

  /** Some are refused: those for which no identity is assignable. */
  private async assign({ poolId, terms }: Pool, count: number): Promise<void> {
    if (count === 0) return;
    const commands = Array.from({ length: count }, () => ({
      commandId: randomUUID(),
      subject: { kind: 'authenticated', ref: `user-${String(++this.users)}` },
    }));
    const path = `/v1/pools/${poolId}/assignment-batches`;
    const { outcomes } = await this.wwsfOf(terms).must({ method: 'POST', path, body: { commands } });
    for (const { status, body } of outcomes as readonly { status: number; body: Assignment }[])
      if (status === 201) this.assignments.push(body);
  }

  /** Ends assignments in different ways, and takes other identities out of the stock. */
  private async endSome(assignments: readonly Assignment[]): Promise<void> {
    const free = sampleRows('pool-b', domain, 6, 145).map((row) => row.split(',')[0] ?? '');
    const path = (impi: string): string => `/v1/pools/pool-b/identities/${encodeURIComponent(impi)}/suspend`;
    await Promise.all([
      ...assignments.slice(0, 14).map((assignment) => this.command('release', assignment)),
      ...assignments.slice(14, 30).map((assignment) => this.withdraw(assignment)),
      ...free.map((impi) => this.callers.operator.must({ method: 'POST', path: path(impi), body: {} })),
    ]);
  }

  /** The eP-CSCF refuses its tokens from now on: once the quarantine is over, the identity is assignable. */
  private async withdraw({ impi, generation }: Assignment): Promise<void> {
    const body = { operatorId, impi, generation, tokenRefused: true, tokenSequence: 1, contactsRemaining: 0 };
    await this.callers.epCscf.must({ method: 'POST', path: '/v1/indications', body });
  }

  private async command(action: 'release' | 'prolong', { assignmentId, poolId }: Assignment): Promise<void> {
    const { terms } = pools.find((pool) => pool.poolId === poolId) ?? pools[0];
    await this.wwsfOf(terms).must({
      method: 'POST',
      path: `/v1/assignments/${assignmentId}/${action}`,
      body: {},
      idempotencyKey: randomUUID(),
    });
  }

  private latestOf(poolId: Pool['poolId']): Assignment {
    const latest = this.assignments.findLast((assignment) => assignment.poolId === poolId);
    if (latest === undefined) throw new Error(`nothing is assigned in ${poolId}`);
    return latest;
  }

  private wwsfOf(terms: Pool['terms']): ServiceClient {
    return terms === ofA ? this.callers.wwsfA : this.callers.wwsfB;
  }
}

/** Evenly over the minutes of a count. */
function wantedIn(minute: number, { wanted }: Pool): number {
  const count = wanted[Math.floor(minute / minutesOfCount)] ?? 0;
  const upTo = (part: number): number => Math.round((count * part) / minutesOfCount);
  const part = minute % minutesOfCount;
  return upTo(part + 1) - upTo(part);
}
