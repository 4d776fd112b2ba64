import { ExclusiveProof, type ProofFigures, type ProofSpan } from '@allocator/application';
import type { DomainEvent, Instant, Lane, OperatorProfile, Position, RecordedEvent } from '@allocator/domain';
import { encodeEvent, genesisHash, plusSeconds } from '@allocator/domain';
import { commandId, impi, impu, newYear, operatorProfile, poolTerms, subjectId, testOrigin } from '@allocator/testing';

type DataOf<Type extends DomainEvent['type']> = Extract<DomainEvent, { type: Type }>['data'];

/** The pool's lane, and the operator's lane, which the proof reads after it. */
const [poolLane, operatorLane] = [0 as Lane, 1 as Lane];
/** Of the builders' profile: a token lives as long as R_max and G leave of the lifetime. */
export const [lifetime, afterToken, guard] = [3_600, 918, 318];
export const tokenLifetime = lifetime - afterToken;

/** Events written by hand, second by second, as a faulty service could write them. */
export class ProofHistory {
  private readonly lanes = new Map<Lane, RecordedEvent[]>([
    [poolLane, []],
    [operatorLane, []],
  ]);
  private profile = operatorProfile();
  private commands = 0;

  /** Begins with an operator and a pool; the first event after them is `0-2`. */
  constructor(profile: Partial<OperatorProfile> = {}) {
    this.operator(profile, 0);
  }

  /** The operator's profile from now on, and the pool on it. */
  operator(changes: Partial<OperatorProfile>, at: number): this {
    const version = this.lanes.get(operatorLane)?.length ?? 0;
    this.profile = { ...this.profile, ...changes, version: version + 1 };
    this.event('OperatorProfileSet', this.profile, at, operatorLane);
    return this.event('PoolSet', poolTerms({ operatorVersion: this.profile.version }), at);
  }

  /** Assigns the identity to a subject; the assignment has the id of the event. */
  assigned(at: number, changes: Partial<DataOf<'Assigned'>> = {}, lane = poolLane): this {
    const position = (this.lanes.get(lane)?.length ?? 0) + 1;
    const data = {
      ...this.fact(`${String(lane)}-${String(position)}`, at + lifetime, at),
      ...this.token(at),
      subjectId: subjectId(++this.commands),
      subjectKind: 'authenticated' as const,
      ...changes,
    };
    return this.event('Assigned', data, at, lane);
  }

  prolonged(id: string, at: number, changes: Partial<DataOf<'Prolonged'>> = {}): this {
    return this.event('Prolonged', { ...this.fact(id, at + lifetime, at), ...this.token(at), ...changes }, at);
  }

  released(id: string, at: number, changes: Partial<DataOf<'Released'>>): this {
    const { commandId: command } = this.token(at);
    return this.event('Released', { ...this.fact(id, at, at), by: 'ep-cscf', commandId: command, ...changes }, at);
  }

  expired(id: string, bound: number): this {
    return this.event('Expired', this.fact(id, bound, bound), bound);
  }

  extended(id: string, bound: number, at: number, changes: Partial<DataOf<'HoldExtended'>> = {}): this {
    const { version } = this.profile;
    const data = { ...this.fact(id, bound, at), guardSeconds: guard, operatorVersion: version, ...changes };
    return this.event('HoldExtended', data, at);
  }

  revoked(id: string, at: number, changes: Partial<DataOf<'IdentityRevoked'>>): this {
    const { commandId: command } = this.token(at);
    const fact = { ...this.fact(id, at, at), reassignableAt: null, quarantineSeconds: 0, reason: 'abuse' };
    return this.event('IdentityRevoked', { ...fact, commandId: command, ...changes }, at);
  }

  documents(): readonly string[] {
    return [...this.lanes.values()].flat().map((event) => encodeEvent(event, genesisHash, testOrigin));
  }

  figures(): Promise<ProofFigures> {
    return figuresOf(this.documents());
  }

  /** The violations that the proof finds. */
  async sentences(): Promise<readonly string[]> {
    return (await this.figures()).violations.map(({ sentence }) => sentence);
  }

  private fact(id: string, bound: number, at: number) {
    const [reassignableAt, effectiveAt] = [second(bound), second(at)];
    const names = {
      poolId: poolTerms().poolId,
      impi: impi(1),
      impus: [impu(1)],
      generation: 1,
      subjectId: subjectId(1),
    };
    return { assignmentId: id as never, ...names, reassignableAt, assignableAt: reassignableAt, effectiveAt };
  }

  private token(at: number) {
    const terms = { agreementVersion: 1, operatorVersion: this.profile.version, guardSeconds: guard };
    return {
      ...terms,
      tokenExpiresAt: second(at + tokenLifetime),
      quarantineSeconds: 0,
      commandId: commandId(++this.commands),
    };
  }

  private event<Type extends DomainEvent['type']>(type: Type, data: DataOf<Type>, at: number, lane = poolLane): this {
    const events = this.lanes.get(lane) ?? [];
    this.lanes.set(lane, events);
    const position = (events.length + 1) as Position;
    events.push({ type, data, lane, position, recordedAt: second(at) } as unknown as RecordedEvent);
    return this;
  }
}

export function figuresOf(documents: readonly string[], span?: ProofSpan): Promise<ProofFigures> {
  const proof = new ExclusiveProof(span);
  for (const document of documents) proof.add(document);
  return proof.figures();
}

/** The instant so many seconds after the beginning of the history; fractions are milliseconds. */
export function second(seconds: number): Instant {
  return plusSeconds(newYear, seconds);
}
