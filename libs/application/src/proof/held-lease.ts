import type { Instant, RecordedEvent } from '@allocator/domain';
import { later, plusSeconds, toIso } from '@allocator/domain';
import { type LeaseSoFar, missingEvidence } from './missing-evidence.js';
import type { TermsInForce, VersionChange } from './terms-in-force.js';

type Assigned = Extract<RecordedEvent, { type: 'Assigned' }>;
/** The events that can follow the `Assigned` of a lease. */
export type LeaseChange = Extract<
  RecordedEvent,
  { type: 'Prolonged' | 'Released' | 'Expired' | 'HoldExtended' | 'IdentityRevoked' }
>;

/** A recorded end of a lease before its full bound. */
type EarlyEnd =
  | { readonly kind: 'proven'; readonly at: Instant }
  | { readonly kind: 'claimed'; readonly missing: string }
  | { readonly kind: 'taken-back' };

/**
 * One lease, computed from its events: how many tokens it has had, until when a registration made with one of them can last, and whether
 * an earlier end is proved.
 */
export class HeldLease {
  private readonly changes: readonly VersionChange[];
  /** How many of the pool's changes apply to this lease. */
  private changesSeen: number;
  /** The latest end of its tokens, by the version that they were issued under. */
  private readonly tokensEnd = new Map<number, Instant>();
  private tokens = 0;
  /** The recorded bound; a release without proof does not move it earlier. */
  private recordedBound: Instant;
  private recordedGuardSeconds = 0;
  private isRevoked = false;
  private isFormerTokenAlive: boolean;
  private end: EarlyEnd | undefined;
  /** Reported once: bounds that follow from a short one are as short. */
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

  /** The faults of the `Assigned` itself. */
  begin(): readonly string[] {
    return [...this.token(this.assigned.data), ...this.boundFault(this.assigned.data.reassignableAt)];
  }

  /** @returns a sentence for each fault of the event */
  add(event: LeaseChange): readonly string[] {
    this.advanceTo(event.position);
    switch (event.type) {
      case 'Prolonged':
        // A token that is issued after the end can still make a registration.
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

  /** Whether its bound can be computed: every profile that it depends on is among the events. */
  get isChecked(): boolean {
    return this.seconds() !== undefined;
  }

  get provenEnd(): Instant | undefined {
    return this.end?.kind === 'proven' ? this.end.at : undefined;
  }

  /** Whether it is recorded as ended early, without proof. */
  get isClaimed(): boolean {
    return this.end?.kind === 'claimed';
  }

  /** What is missing to prove the recorded early end; undefined if there is none, or if it is proved. */
  get missing(): string | undefined {
    switch (this.end?.kind) {
      case 'claimed':
        return this.end.missing;
      case 'taken-back':
        return 'only its own holder can take it back';
      case 'proven':
      case undefined:
        return undefined;
    }
  }

  /** Until when its holder can be registered, by the whole history. */
  until(): Instant {
    this.advanceTo(Infinity);
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

  /** Adds a token. Compares the recorded number, if there is one, with the counted one. */
  private token(
    data: Pick<
      Assigned['data'],
      'assignmentId' | 'tokenSequence' | 'tokenExpiresAt' | 'operatorVersion' | 'guardSeconds'
    >,
  ): readonly string[] {
    this.tokens++;
    this.recordedGuardSeconds = Math.max(this.recordedGuardSeconds, data.guardSeconds);
    // The pool's, and not that of the event: a prolonged lease keeps the version of an earlier token whose bound is later.
    const version = this.version ?? data.operatorVersion;
    this.tokensEnd.set(version, later(data.tokenExpiresAt, this.tokensEnd.get(version) ?? data.tokenExpiresAt));
    const { tokenSequence = this.tokens, assignmentId } = data;
    if (tokenSequence === this.tokens) return [];
    return [
      `a token of ${assignmentId} has the number ${String(tokenSequence)}, and is its number ${String(this.tokens)}`,
    ];
  }

  /** Checks the bound that an event names, unless an earlier end was recorded before. */
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

  /** Applies the raises of the pool up to a position, while the lease is alive. */
  private advanceTo(position: number): void {
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

  /** How long a registration can last after each token's end; undefined if a profile is not among the events. */
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
