import type { Instant, RecordedEvent } from '@allocator/domain';
import { later, plusSeconds, toIso } from '@allocator/domain';
import { type LeaseSoFar, missingEvidence } from './missing-evidence.js';
import type { TermsInForce, VersionChange } from './terms-in-force.js';

type Assigned = Extract<RecordedEvent, { type: 'Assigned' }>;
/** What can follow the `Assigned` of a lease. */
export type LeaseChange = Extract<
  RecordedEvent,
  { type: 'Prolonged' | 'Released' | 'Expired' | 'HoldExtended' | 'IdentityRevoked' }
>;

/** How a lease ended before its full bound, by the record. */
type EarlyEnd =
  | { readonly kind: 'proven'; readonly at: Instant }
  | { readonly kind: 'claimed'; readonly missing: string }
  | { readonly kind: 'taken-back' };

/**
 * One lease as its events tell it: how many tokens it has had, until when a registration made with one of them can last, and
 * whether what ended it sooner is proved.
 */
export class HeldLease {
  private readonly changes: readonly VersionChange[];
  /** Of the pool's changes, how many count for this lease. */
  private changesSeen: number;
  /** The latest end of its tokens, by the version that they were issued under. */
  private readonly tokensEnd = new Map<number, Instant>();
  private tokens = 0;
  /** As the events have it; a release that proves nothing moves it no earlier. */
  private recordedBound: Instant;
  private recordedGuardSeconds = 0;
  private isRevoked = false;
  private isFormerTokenAlive: boolean;
  private end: EarlyEnd | undefined;
  /** Said once: what follows from a short bound is as short. */
  private isFoundShort = false;

  constructor(
    readonly assigned: Assigned,
    private readonly terms: TermsInForce,
  ) {
    const { data, position } = assigned;
    this.changes = terms.changesOf(data.poolId);
    this.changesSeen = countBefore(this.changes, position);
    this.recordedBound = data.reassignableAt;
    this.isFormerTokenAlive = data.takenBack === true;
  }

  /** What is wrong with the `Assigned` itself. */
  begin(): readonly string[] {
    return [...this.token(this.assigned.data), ...this.boundFault(this.assigned.data.reassignableAt)];
  }

  /** Returns a sentence for each thing that is wrong with the event. */
  add(event: LeaseChange): readonly string[] {
    this.goOnTo(event.position);
    switch (event.type) {
      case 'Prolonged':
        // A token that is issued after an end makes a registration all the same.
        this.end = undefined;
        return [...this.token(event.data), ...this.bound(event.data.reassignableAt)];
      case 'HoldExtended':
        this.recordedGuardSeconds = Math.max(this.recordedGuardSeconds, event.data.guardSeconds);
        this.isFormerTokenAlive ||= event.data.formerTokenAlive === true;
        if (event.data.restored === true && event.data.reassignableAt > event.data.effectiveAt) this.end = undefined;
        return this.bound(event.data.reassignableAt);
      case 'Expired':
        return this.bound(event.data.reassignableAt);
      case 'IdentityRevoked':
        if (event.data.reassignableAt === null) return [];
        this.isRevoked = true;
        this.end = undefined;
        return this.bound(event.data.reassignableAt);
      case 'Released':
        return this.released(event);
    }
  }

  /** Whether its bound could be computed: every profile that it reckons with is among the events. */
  get isChecked(): boolean {
    return this.seconds() !== undefined;
  }

  get provenEnd(): Instant | undefined {
    return this.end?.kind === 'proven' ? this.end.at : undefined;
  }

  /** Ended early by the record, and nothing proves it. */
  get isClaimed(): boolean {
    return this.end?.kind === 'claimed';
  }

  /** Why the record's earlier end is none for another holder; undefined where it names none, or proves it. */
  get missing(): string | undefined {
    switch (this.end?.kind) {
      case 'claimed':
        return this.end.missing;
      case 'taken-back':
        return 'only its own holder can take it back';
      default:
        return undefined;
    }
  }

  /** Until when its holder can be registered, by all that the history has. */
  until(): Instant {
    this.goOnTo(Infinity);
    return this.provenEnd ?? this.fullBound();
  }

  private released({ data }: Extract<LeaseChange, { type: 'Released' }>): readonly string[] {
    if (data.by === 'ep-cscf') {
      const missing = missingEvidence(data, this.soFar());
      const at = later(data.reassignableAt, data.effectiveAt);
      this.end = missing === undefined ? { kind: 'proven', at } : { kind: 'claimed', missing };
      return [];
    }
    if (data.ground === 'taken-back') {
      this.end = { kind: 'taken-back' };
      return [];
    }
    if (data.reassignableAt < this.recordedBound) {
      this.end = { kind: 'claimed', missing: 'only an eP-CSCF can free it early' };
      return [];
    }
    return this.bound(data.reassignableAt);
  }

  private soFar(): LeaseSoFar {
    const tokensEndAt = latestOf(this.tokensEnd.values());
    const seconds = this.seconds();
    const deadAt =
      seconds === undefined
        ? plusSeconds(tokensEndAt, this.recordedGuardSeconds)
        : latestOf(seconds.map(({ endsAt, guard }) => plusSeconds(endsAt, guard)));
    const { tokens, isFormerTokenAlive, isRevoked } = this;
    return { tokens, tokensEndAt, deadAt, isFormerTokenAlive, isRevoked };
  }

  /** One more token. Its number is counted; one that was recorded is compared. */
  private token(
    data: Pick<
      Assigned['data'],
      'assignmentId' | 'tokenSequence' | 'tokenExpiresAt' | 'operatorVersion' | 'guardSeconds'
    >,
  ): readonly string[] {
    this.tokens++;
    this.recordedGuardSeconds = Math.max(this.recordedGuardSeconds, data.guardSeconds);
    // No token is of a later profile than its pool had: that would leave out what was granted before.
    const version = Math.min(data.operatorVersion, this.version ?? data.operatorVersion);
    this.tokensEnd.set(version, later(data.tokenExpiresAt, this.tokensEnd.get(version) ?? data.tokenExpiresAt));
    const { tokenSequence = this.tokens, assignmentId } = data;
    if (tokenSequence === this.tokens) return [];
    return [
      `a token of ${assignmentId} has the number ${String(tokenSequence)}, and is its number ${String(this.tokens)}`,
    ];
  }

  /** The bound that an event names, where no claim has brought it forward before. */
  private bound(recorded: Instant): readonly string[] {
    if (this.end !== undefined) return [];
    this.recordedBound = later(this.recordedBound, recorded);
    return this.boundFault(recorded);
  }

  private boundFault(recorded: Instant): readonly string[] {
    const computed = this.computedBound();
    if (computed === undefined || recorded >= computed || this.isFoundShort) return [];
    this.isFoundShort = true;
    const short = String((computed - recorded) / 1_000);
    return [
      `the bound of ${this.assigned.data.assignmentId} is short by ${short} s: ${toIso(recorded)}, not ${toIso(computed)}`,
    ];
  }

  /** The raises of the pool up to a position, as far as they find the lease alive. */
  private goOnTo(position: number): void {
    for (let change = this.changes[this.changesSeen]; change !== undefined; change = this.changes[this.changesSeen]) {
      if (change.position >= position || change.recordedAt >= (this.provenEnd ?? this.fullBound())) return;
      this.changesSeen++;
    }
  }

  private fullBound(): Instant {
    return later(this.recordedBound, this.computedBound() ?? this.recordedBound);
  }

  private computedBound(): Instant | undefined {
    const seconds = this.seconds();
    return seconds && latestOf(seconds.map(({ endsAt, outliving, guard }) => plusSeconds(endsAt, outliving + guard)));
  }

  /** For each token's end what can follow it; undefined where a profile is not among the events. */
  private seconds() {
    const change = this.changes[this.changesSeen - 1];
    if (change === undefined) return undefined;
    const { operatorId, operatorVersion } = change;
    const all: { endsAt: Instant; outliving: number; guard: number }[] = [];
    for (const [version, endsAt] of this.tokensEnd) {
      const after = this.terms.secondsAfterToken(operatorId, version, operatorVersion);
      if (after === undefined) return undefined;
      all.push({ endsAt, ...after });
    }
    return all;
  }

  private get version(): number | undefined {
    return this.changes[this.changesSeen - 1]?.operatorVersion;
  }
}

function latestOf(instants: Iterable<Instant>): Instant {
  return Math.max(...instants) as Instant;
}

function countBefore(changes: readonly VersionChange[], position: number): number {
  const next = changes.findIndex((change) => change.position > position);
  return next < 0 ? changes.length : next;
}
