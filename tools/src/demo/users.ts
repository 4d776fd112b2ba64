import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, ServiceClient } from '@allocator/local';
import { operatorId } from './demo-pools.js';
import type { Wwsf } from './wwsf.js';

/** A little more than the pools can serve: 40 identities for 6 to 9 s each. */
const arrivalsPerSecond = 8;
/** How long a user waits before the next action. */
const stayMs = { min: 300, max: 3_500 };

/** What a user with an identity does, in percent. */
const habits = {
  /** Closes the tab, and no message is sent: the case for which the security lifetime exists. */
  vanishes: 40,
  /** Leaves, and the WWSF releases the assignment. */
  leaves: 20,
  /** The eP-CSCF refuses the token from now on: the identity is free. */
  tokenRefused: 15,
  /** The eP-CSCF saw a de-registration, but the token is still valid: no effect. */
  deregisters: 10,
  /** Stays: a new token for the same identity. */
  stays: 10,
  /** The eP-CSCF indicates the end of an earlier holder: no effect. */
  indicatesFormerHolder: 5,
} as const;
type Habit = keyof typeof habits;

/** An assignment to a user of the demo. */
export interface DemoAssignment {
  readonly assignmentId: string;
  readonly impi: string;
  readonly generation: number;
  readonly tokenSequence: number;
  /** UTC, ISO 8601: the latest bound that the WWSF was answered. */
  readonly reassignableAt: string;
}

/** The users of one WWSF, and the eP-CSCF that sees their registrations. */
export class Users {
  readonly assignments = new Map<string, DemoAssignment>();

  constructor(
    private readonly wwsf: Wwsf,
    private readonly epCscf: ServiceClient,
    private readonly signal: AbortSignal,
  ) {}

  /** Users keep arriving for so long; resolves when all have left. Throws at the first unexpected answer. */
  async come(forMs: number): Promise<void> {
    const end = performance.now() + forMs;
    const failed = new AbortController();
    const signal = AbortSignal.any([this.signal, failed.signal]);
    const visits: Promise<void>[] = [];
    while (performance.now() < end) {
      visits.push(this.visit().catch((error: unknown) => failed.abort(error)));
      await sleep((2_000 * Math.random()) / arrivalsPerSecond, undefined, { signal }).catch(() => undefined);
      signal.throwIfAborted();
    }
    await Promise.all(visits);
    signal.throwIfAborted();
  }

  private async visit(): Promise<void> {
    const subject = { kind: 'authenticated', ref: `demo-user-${randomUUID()}` };
    const answer = await this.wwsf.command({ type: 'Assign', subject });
    if (expected(answer, ['pool-exhausted']) !== 201) return;
    const assignment = answer.body as unknown as DemoAssignment;
    this.assignments.set(assignment.assignmentId, assignment);
    const habit = anyHabit();
    if (habit === 'vanishes') return;
    await sleep(stayMs.min + Math.random() * (stayMs.max - stayMs.min), undefined, { signal: this.signal });
    await this.act(habit, assignment);
  }

  private async act(habit: Exclude<Habit, 'vanishes'>, assignment: DemoAssignment): Promise<void> {
    const { assignmentId, generation, tokenSequence } = assignment;
    switch (habit) {
      case 'leaves':
        expected(await this.wwsf.command({ type: 'Release', assignmentId }));
        return;
      case 'stays': {
        const answer = await this.wwsf.command({ type: 'Prolong', assignmentId });
        const status = expected(answer, ['assignment-lapsed', 'assignment-released']);
        if (status === 200) this.assignments.set(assignmentId, answer.body as unknown as DemoAssignment);
        return;
      }
      case 'tokenRefused':
        return this.indicate(assignment, { generation, tokenRefused: true, tokenSequence });
      case 'deregisters':
        return this.indicate(assignment, { generation, tokenRefused: false });
      case 'indicatesFormerHolder':
        return this.indicate(assignment, { generation: generation - 1, tokenRefused: true, tokenSequence });
    }
  }

  private async indicate({ impi }: DemoAssignment, seen: object): Promise<void> {
    const body = { operatorId, impi, contactsRemaining: 0, ...seen };
    expected(await this.epCscf.send({ method: 'POST', path: '/v1/indications', body, idempotencyKey: randomUUID() }));
  }
}

/** The status of a success, or of one of these refusals; throws for every other answer. */
function expected({ status, body }: Pick<Answer, 'status' | 'body'>, refusals: readonly string[] = []): number {
  if (status < 300 || refusals.includes(String(body['code']))) return status;
  throw new Error(`unexpected answer: ${status} ${JSON.stringify(body)}`);
}

function anyHabit(): Habit {
  let left = Math.random() * 100;
  for (const [habit, share] of Object.entries(habits)) {
    left -= share;
    if (left < 0) return habit as Habit;
  }
  return 'vanishes';
}
