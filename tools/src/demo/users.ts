import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer, Service } from './service.js';
import { operatorId } from './set-up.js';
import type { Wwsf } from './wwsf.js';

/** A little more than the pools can bear: 40 identities for 6 to 9 s each. */
const arrivalsPerSecond = 8;
/** How long a user stays before doing what it will do. */
const stayMs = { min: 300, max: 3_500 };

/** What becomes of a user who was lent an identity, and how often of a hundred. */
const habits = {
  /** The tab is closed and nobody is told: the case that the lifetime is for. */
  vanishes: 40,
  /** The WWSF hears of it, and says so. */
  leaves: 20,
  /** The eP-CSCF has seen the end and refuses the token from now on: the identity is free. */
  tokenRefused: 15,
  /** The eP-CSCF has seen a de-registration: the token can still be used, so nothing changes. */
  deregisters: 10,
  /** Stays on: a new token for the same identity. */
  stays: 10,
  /** The eP-CSCF speaks of a holder before this one. */
  speaksOfFormer: 5,
} as const;
type Habit = keyof typeof habits;

/** An identity lent to a user of the demo. */
export interface Lent {
  readonly assignmentId: string;
  readonly impi: string;
  readonly generation: number;
  readonly tokenSequence: number;
  /** UTC, ISO 8601: the latest bound that the WWSF was told. */
  readonly reassignableAt: string;
}

/** The users of one WWSF, and the eP-CSCF that sees them come and go. */
export class Users {
  readonly lent = new Map<string, Lent>();

  constructor(
    private readonly wwsf: Wwsf,
    private readonly epCscf: Service,
    private readonly signal: AbortSignal,
  ) {}

  /** Users keep coming for so long; resolves when all have done what they do. */
  async come(forMs: number): Promise<void> {
    const end = performance.now() + forMs;
    const visits: Promise<void>[] = [];
    // The first failure ends the demo when it happens, not when all visits are over.
    let fail: (reason: unknown) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => {
      fail = reject;
    });
    failed.catch(() => undefined);
    while (performance.now() < end) {
      const visit = this.visit();
      visit.catch(fail);
      visits.push(visit);
      await Promise.race([
        sleep((2_000 * Math.random()) / arrivalsPerSecond, undefined, { signal: this.signal }),
        failed,
      ]);
    }
    await Promise.all(visits);
  }

  private async visit(): Promise<void> {
    const subject = { kind: 'authenticated', ref: `demo-user-${randomUUID()}` };
    const answer = await this.wwsf.command({ type: 'Assign', subject });
    if (expected(answer, ['pool-exhausted']) !== 201) return;
    const lent = answer.body as unknown as Lent;
    this.lent.set(lent.assignmentId, lent);
    const habit = anyHabit();
    if (habit === 'vanishes') return;
    await sleep(stayMs.min + Math.random() * (stayMs.max - stayMs.min), undefined, { signal: this.signal });
    await this.act(habit, lent);
  }

  private async act(habit: Exclude<Habit, 'vanishes'>, lent: Lent): Promise<void> {
    const { assignmentId, impi, generation, tokenSequence } = lent;
    switch (habit) {
      case 'leaves':
        expected(await this.wwsf.command({ type: 'Release', assignmentId }));
        return;
      case 'stays': {
        const answer = await this.wwsf.command({ type: 'Prolong', assignmentId });
        const status = expected(answer, ['assignment-lapsed', 'assignment-released']);
        if (status === 200) this.lent.set(assignmentId, answer.body as unknown as Lent);
        return;
      }
      default: {
        const named = habit === 'speaksOfFormer' ? generation - 1 : generation;
        const seen = habit === 'deregisters' ? { tokenRefused: false } : { tokenRefused: true, tokenSequence };
        const indication = { operatorId, impi, generation: named, contactsRemaining: 0, ...seen };
        expected(await this.epCscf.send('POST', '/v1/indications', indication, { 'idempotency-key': randomUUID() }));
      }
    }
  }
}

/** The status, where it is a good one or the refusal is among those that belong to the story. */
function expected({ status, body }: Answer, refusals: readonly string[] = []): number {
  if (status < 300 || refusals.includes(String(body['code']))) return status;
  throw new Error(`an answer that the demo did not expect: ${status} ${JSON.stringify(body)}`);
}

function anyHabit(): Habit {
  let left = Math.random() * 100;
  for (const [habit, share] of Object.entries(habits)) {
    left -= share;
    if (left < 0) return habit as Habit;
  }
  return 'vanishes';
}
