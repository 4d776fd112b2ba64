import type { Instant } from '@allocator/domain';
import { type AccessNode, clockOf, type Ims } from '../ims/index.js';
import type { Lease } from './clients.js';
import type { Report } from './report.js';
import type { StepOf } from './history.js';
import type { TrueClock } from './true-clock.js';

type Look = StepOf<'look'>;

/**
 * An eP-CSCF that keeps its vendor's declaration: a refusal holds on all nodes and covers all numbers up to the one it names,
 * contacts are the registrar's full state, and when it reports a refusal no REGISTER that it has let through is pending. It
 * does not know leases, only tokens that were presented to it and what is registered.
 */
export class EpCscf {
  /** @param reportsWhilePending breaks the last part of the declaration */
  constructor(
    private readonly ims: Ims,
    private readonly clock: TrueClock,
    private readonly reportsWhilePending: boolean,
    private readonly deliver: (lease: Lease, report: Report) => Promise<void>,
  ) {}

  look(lease: Lease, step: Look): void {
    const refusal = this.refuse(lease, step);
    if (refusal === 'nothing-seen') return;
    const { quietAt } = this.ims.stateOf(lease.assignment, this.clock.now);
    const report = (): void => {
      // Without a number, a refusal covers all tokens seen by the time of the report.
      if (step.reports === 'refused-unnumbered') this.refuse(lease, step);
      this.report(lease, step, refusal);
    };
    if (step.waits && quietAt > this.clock.now) {
      this.clock.schedule(quietAt, async () => {
        report();
      });
    } else report();
  }

  /** Puts tokens on the refusal list. @returns the number up to which they are refused; undefined where it names none */
  private refuse(
    { assignment: { impi, generation } }: Lease,
    { reports, upTo }: Look,
  ): number | undefined | 'nothing-seen' {
    if (reports === 'not-refused') return undefined;
    const { refusals } = this.ims;
    const seen = this.ims.seen(impi, generation);
    const named = seen.at(upTo === 'newest' ? -1 : 0);
    if (named === undefined) return 'nothing-seen';
    if (reports === 'refused') {
      refusals.refuse(impi, generation, named);
      return named;
    }
    for (const sequence of seen) refusals.refuseOne(impi, generation, sequence);
    return undefined;
  }

  private report(lease: Lease, step: Look, tokenSequence: number | undefined): void {
    const { ims, clock } = this;
    const { impi, generation } = lease.assignment;
    const { contacts, pending } = ims.stateOf(lease.assignment, clock.now);
    if (step.reports !== 'not-refused' && pending > 0 && !this.reportsWhilePending) return;
    const node = ims.nodes[step.node % ims.nodes.length] as AccessNode;
    const report: Omit<Report, 'poolId'> = {
      impi,
      generation,
      tokenRefused: step.reports !== 'not-refused',
      tokenSequence,
      contactsRemaining: contacts === 0 && !step.dated ? undefined : contacts,
      indicatedAt: step.dated ? (Math.floor(clockOf(node, ims.settings, clock.now)) as Instant) : undefined,
    };
    const sent = { ...report, poolId: lease.assignment.poolId };
    for (const delay of step.delaysMs) clock.schedule(clock.now + delay, () => this.deliver(lease, sent));
  }
}
