import type { Instant, Lane, RecordedEvent } from '@allocator/domain';
import { decodeEvent, isFault, readImpu } from '@allocator/domain';
import type { KeyedRecords } from '../ports/keyed-records.js';
import type { HeldLease } from './held-lease.js';
import { foldIdentity, holdOf, type HolderEvent } from './identity-history.js';
import { MemoryRecords } from './memory-records.js';
import { type Hold, overlapSentence, turnsOf } from './turn.js';
import { TermsInForce } from './terms-in-force.js';

/** A violation of P1, or of a condition that the proof of P1 depends on. */
export interface ProofViolation {
  readonly lane: Lane;
  readonly position: number;
  readonly sentence: string;
}

export interface ProofFigures {
  readonly events: number;
  readonly identities: number;
  readonly assignments: number;
  /** Leases that an eP-CSCF ended before their bound, with proof. */
  readonly endedByProof: number;
  /** Leases that are recorded as ended before their bound, without proof: their holders count up to the full bound. */
  readonly endedWithoutProof: number;
  /** Leases whose bound could not be computed: a profile of the operator is not among the events. */
  readonly boundsNotChecked: number;
  /** Smallest time between the end of one holder and the beginning of the next one of the same name; undefined if there was no next one. */
  readonly smallestGapMs: number | undefined;
  readonly violations: readonly ProofViolation[];
  /** Number of violations that are not listed. Two leases that share several names count once for each name. */
  readonly violationsNotListed: number;
}

/** The figures are about the leases that began within it. */
export interface ProofSpan {
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
}

const violationsMax = 1_000;

/**
 * Proves from the events alone that no identity had two holders at a time (P1): no two leases of one IMPI, or of one IMPU in any
 * spelling, overlap. A lease lasts to its full bound, computed from the operator's profiles, unless the release that ended it earlier
 * proves that no registration of its holder exists and none can follow (docs/adr/0034).
 *
 * The events of each lane are added once, in order, one lane after another. They are stored by identity and checked when all are added: a
 * profile can be in a later lane than the leases that depend on it. Memory grows with the changes of terms and with the events of one
 * identity; everything else is in the records.
 */
export class ExclusiveProof {
  private readonly terms = new TermsInForce();
  /** The identities of a lane are numbered from 1 in the order of their imports. */
  private readonly numbers = new Map<Lane, number>();
  private readonly found = new Map<string, ProofViolation>();
  private readonly byImpi: KeyedRecords;
  private readonly byAlias: KeyedRecords;
  private events = 0;
  private assignments = 0;
  private endedByProof = 0;
  private endedWithoutProof = 0;
  private boundsNotChecked = 0;
  private notListed = 0;
  private smallestGapMs: number | undefined;

  /** @param records creates an empty store of records; called twice */
  constructor(
    private readonly span: ProofSpan = {},
    records: () => KeyedRecords = () => new MemoryRecords(),
  ) {
    this.byImpi = records();
    this.byAlias = records();
  }

  add(document: string): void {
    this.events++;
    switch (/"type":"(\w+)"/.exec(document)?.[1]) {
      case 'OperatorProfileSet':
      case 'PoolSet':
        this.terms.add(decodeEvent(document) as Extract<RecordedEvent, { type: 'OperatorProfileSet' | 'PoolSet' }>);
        break;
      case 'IdentityImported': {
        const { lane, number } = placeOfImport(document);
        this.numbers.set(lane, Math.max(number, this.numbers.get(lane) ?? 0));
        break;
      }
      case 'Assigned':
      case 'Prolonged':
      case 'Released':
      case 'Expired':
      case 'HoldExtended':
      case 'IdentityRevoked': {
        const { impi, record } = recordOf(document);
        this.byImpi.add(impi, record);
        break;
      }
      case undefined:
      default:
      // Not about a holder.
    }
  }

  /**
   * Checks all added events. Called once.
   * @param checked is called with the number of checked records, and the number of records known so far
   */
  async figures(checked: (records: number, of: number) => void = () => undefined): Promise<ProofFigures> {
    let records = 0;
    const checkAll = async (all: KeyedRecords, check: (group: readonly string[]) => void): Promise<void> => {
      for await (const groups of all.groups()) {
        for (const group of groups.values()) {
          check(group);
          records += group.length;
        }
        checked(records, this.byImpi.count + this.byAlias.count);
      }
    };
    await checkAll(this.byImpi, (group) => {
      this.checkIdentity(group);
    });
    await checkAll(this.byAlias, (group) => {
      this.checkAlias(group);
    });
    const { events, assignments, endedByProof, endedWithoutProof, boundsNotChecked, smallestGapMs } = this;
    return {
      events,
      identities: [...this.numbers.values()].reduce((all, number) => all + number, 0),
      assignments,
      endedByProof,
      endedWithoutProof,
      boundsNotChecked,
      smallestGapMs,
      violations: [...this.found.values()].sort((a, b) => a.lane - b.lane || a.position - b.position),
      violationsNotListed: this.notListed,
    };
  }

  close(): void {
    this.byImpi.close();
    this.byAlias.close();
  }

  private checkIdentity(records: readonly string[]): void {
    const { leases, findings } = foldIdentity(records.map(decodeEvent) as HolderEvent[], this.terms);
    for (const { event, assignedAt, sentence } of findings) {
      if (this.isInSpan(assignedAt)) this.report(event, sentence);
    }
    const holds = leases.map((lease) => {
      const hold = holdOf(lease);
      this.count(lease, hold);
      for (const alias of aliasesOf(lease)) this.byAlias.add(JSON.stringify(alias), JSON.stringify(hold));
      return hold;
    });
    this.checkTurns(holds);
  }

  private checkAlias(records: readonly string[]): void {
    this.checkTurns(records.map((record) => JSON.parse(record) as Hold));
  }

  private checkTurns(holds: readonly Hold[]): void {
    for (const turn of turnsOf(holds)) {
      const { hold, gapMs } = turn;
      if (!this.isInSpan(hold.from)) continue;
      if (this.smallestGapMs === undefined || gapMs < this.smallestGapMs) this.smallestGapMs = gapMs;
      if (gapMs < 0) this.report(hold, overlapSentence(turn));
    }
  }

  private count(lease: HeldLease, { from }: Hold): void {
    if (!this.isInSpan(from)) return;
    this.assignments++;
    if (lease.provenEnd !== undefined) this.endedByProof++;
    if (lease.isClaimed) this.endedWithoutProof++;
    if (!lease.isChecked) this.boundsNotChecked++;
  }

  private report({ lane, position }: { readonly lane: Lane; readonly position: number }, sentence: string): void {
    const key = `${String(lane)}-${String(position)} ${sentence}`;
    if (this.found.has(key)) return;
    if (this.found.size === violationsMax) this.notListed++;
    else this.found.set(key, { lane, position, sentence });
  }

  private isInSpan(at: Instant): boolean {
    const { from, to } = this.span;
    return (from === undefined || at >= from) && (to === undefined || at <= to);
  }
}

function placeOfImport(document: string): { readonly lane: Lane; readonly number: number } {
  const lane = Number(/"lane":(\d+)/.exec(document)?.[1]);
  const number = Number(/"number":(\d+)/.exec(document)?.[1]);
  if (Number.isNaN(lane) || Number.isNaN(number)) throw new Error(`not an import: ${document}`);
  return { lane: lane as Lane, number };
}

/**
 * The part of a document that `decodeEvent` reads, and the IMPI that it is about (not its `subject`, which can be a different one), as
 * JSON text. The service writes the members in this order, and quotation marks in their texts are escaped.
 */
function recordOf(document: string): { readonly impi: string; readonly record: string } {
  const envelope = /^\{.*?"id":("[^"]*").*?"type":("[^"]*").*?"time":("[^"]*").*?,"data":\{/.exec(document);
  const dataAt = (envelope?.[0].length ?? 0) - 1;
  const data = document.slice(dataAt);
  const impi = /"impi":("(?:[^"\\]|\\.)*")/.exec(data)?.[1];
  if (envelope === null || impi === undefined) throw new Error(`not an event about an identity: ${document}`);
  const [, id = '', type = '', time = ''] = envelope;
  return { impi, record: `{"id":${id},"type":${type},"time":${time},"data":${data}` };
}

/** The canonical form of each IMPU. */
function aliasesOf({ assigned: { data } }: HeldLease): ReadonlySet<string> {
  return new Set(
    data.impus.map((impu) => {
      const read = readImpu(impu);
      return isFault(read) ? impu : read.alias;
    }),
  );
}
