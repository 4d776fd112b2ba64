import type { HoldMove, Identity, Instant, Lane, PoolId, Subject, SubjectId } from '@allocator/domain';
import { lastBound, laneOf, latestLease, toIso } from '@allocator/domain';
import { LaneClosedError } from '../errors/lane-closed-error.js';
import type { ErasableSubject, ErasureStore, OpenErasures, Requester } from '../ports/erasure-store.js';

export type Erasure =
  | { readonly kind: 'erased'; readonly subjectId: SubjectId; readonly erasedAt: Instant }
  /** The subject holds an identity: it is erased at the end of its last lease, which later assignments and prolongations postpone. */
  | { readonly kind: 'planned'; readonly subjectId: SubjectId; readonly erasesAt: Instant }
  /** The subject is under a legal hold: nothing was erased. A planned erasure is carried out when the hold is lifted. */
  | { readonly kind: 'held'; readonly subjectId: SubjectId }
  | { readonly kind: 'unknown' };

/**
 * Erases references of subjects (docs/adr/0044). Events, hashes and leases stay unchanged; the same reference is a new subject
 * afterwards.
 */
export class SubjectErasures {
  constructor(
    private readonly store: ErasureStore,
    private readonly lanes: number,
  ) {}

  /** Erases the subject, or plans its erasure for the end of its last lease. Throws `LaneClosedError`. */
  erase(poolId: PoolId, subject: Subject, requester: Requester): Promise<Erasure> {
    return this.inLane(laneOf(poolId, this.lanes), async (open): Promise<Erasure> => {
      const known = await open.lockSubject(poolId, subject);
      if (known === undefined) return { kind: 'unknown' };
      const { subjectId } = known;
      if ((await open.underHold([subjectId])).has(subjectId)) return { kind: 'held', subjectId };
      const bound = (await boundsOf(open, [known])).get(subjectId);
      if (bound === undefined || bound <= open.now) {
        await eraseNow(open, known, requester, 'requested by the WWSF');
        return { kind: 'erased', subjectId, erasedAt: open.now };
      }
      await plan(open, known, bound, requester);
      return { kind: 'planned', subjectId, erasesAt: bound };
    });
  }

  /** Open lanes with due erasures. */
  lanesDue(): Promise<readonly Lane[]> {
    return this.store.lanesDue(this.lanes);
  }

  /**
   * Carries out at most `countMax` due erasures in one transaction, and postpones those whose last lease now ends later.
   * @returns how many were due
   */
  eraseDue(lane: Lane, countMax: number): Promise<number> {
    return this.inLane(lane, async (open) => {
      const due = await open.lockDue(countMax);
      // A hold can have been placed while this transaction waited for the row.
      const held = await open.underHold(due.map(({ subjectId }) => subjectId));
      const subjects = due.filter(({ subjectId }) => !held.has(subjectId));
      const bounds = await boundsOf(open, subjects);
      for (const subject of subjects) {
        const bound = bounds.get(subject.subjectId);
        if (bound === undefined || bound <= open.now) {
          await eraseNow(open, subject, subject.requester, "the subject's last lease is over");
        } else {
          await plan(open, subject, bound, subject.requester);
        }
      }
      return due.length;
    });
  }

  /** Prevents the erasure of the reference until the hold is lifted. False if the subject is unknown or erased. */
  hold(subjectId: SubjectId, by: string, reason: string): Promise<boolean> {
    return this.store.placeHold(subjectId, by, reason);
  }

  /** False if there was no hold. */
  lift(subjectId: SubjectId): Promise<boolean> {
    return this.store.liftHold(subjectId);
  }

  /** Only in an open lane: a closed one can have lost a lease of the subject. */
  private inLane<T>(lane: Lane, work: (open: OpenErasures) => Promise<T>): Promise<T> {
    return this.store.inLane(lane, (open) => {
      const { closedBecause } = open.head;
      if (closedBecause !== undefined) throw new LaneClosedError(lane, closedBecause);
      return work(open);
    });
  }
}

async function eraseNow(
  open: OpenErasures,
  subject: ErasableSubject,
  { person, client }: Requester,
  reason: string,
): Promise<void> {
  const { poolId, subjectId } = subject;
  const parameters = { poolId, subjectId, erasedAt: toIso(open.now) };
  await open.erase(subject, { reader: person, client, what: 'subject-erased', parameters, reason });
}

/** The first plan is recorded in the audit log, postponements are not. */
async function plan(
  open: OpenErasures,
  subject: ErasableSubject,
  erasesAt: Instant,
  requester: Requester,
): Promise<void> {
  const { poolId, subjectId, erasesAt: before } = subject;
  if (before === erasesAt) return;
  await open.plan(subject, erasesAt, requester);
  if (before !== undefined) return;
  await open.audit({
    reader: requester.person,
    client: requester.client,
    what: 'erasure-planned',
    parameters: { poolId, subjectId, erasesAt: toIso(erasesAt) },
    reason: 'requested by the WWSF while the subject held an identity',
  });
}

/** End of the last open lease of each subject; subjects without one are absent. */
async function boundsOf(
  open: OpenErasures,
  subjects: readonly ErasableSubject[],
): Promise<ReadonlyMap<SubjectId, Instant>> {
  const held = await heldIdentities(open, subjects);
  const moves = await open.moves();
  return new Map(
    subjects.flatMap((subject) => {
      const bound = boundOf(subject, held, moves.get(subject.poolId), open.now);
      return bound === undefined ? [] : [[subject.subjectId, bound] as const];
    }),
  );
}

function boundOf(
  subject: ErasableSubject,
  held: readonly Identity[],
  move: HoldMove | undefined,
  now: Instant,
): Instant | undefined {
  const own = held.filter((identity) => latestLease(identity)?.subjectId === subject.subjectId);
  const bound = lastBound(own, move);
  const { erasesAt } = subject;
  if (erasesAt === undefined || !isPlannedAhead(subject, now)) return bound;
  return bound === undefined || erasesAt > bound ? erasesAt : bound;
}

async function heldIdentities(open: OpenErasures, subjects: readonly ErasableSubject[]): Promise<readonly Identity[]> {
  const pairs = subjects.flatMap(({ subjectId, identities }) => identities.map((number) => ({ subjectId, number })));
  const listed = await open.heldIdentities(pairs);
  const unlisted = subjects.filter((subject) => subject.hasMoreIdentities && !isPlannedAhead(subject, open.now));
  if (unlisted.length === 0) return listed;
  return [...listed, ...(await open.allHeldIdentities(unlisted.map(({ subjectId }) => subjectId)))];
}

/** The scan for all leases of such a subject runs at the first request and when the erasure is due, not at repeated requests. */
function isPlannedAhead({ hasMoreIdentities, erasesAt }: ErasableSubject, now: Instant): boolean {
  return hasMoreIdentities && erasesAt !== undefined && erasesAt > now;
}
