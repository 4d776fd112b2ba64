import type { AssignmentId, Impi, Instant, Lane, RecordedEvent, SubjectId } from '@allocator/domain';
import { decodeEvent, isFault, readImpu, toIso } from '@allocator/domain';

/** Two lendings of one name that overlap. */
export interface OverlapViolation {
  readonly lane: Lane;
  readonly position: number;
  readonly sentence: string;
}

export interface ProofFigures {
  readonly events: number;
  readonly identities: number;
  readonly assignments: number;
  /** Between the end of one holder and the beginning of the next one of the same name; undefined where none was lent on. */
  readonly smallestGapMs: number | undefined;
  readonly violations: readonly OverlapViolation[];
  /** Found, but more than are listed. */
  readonly violationsNotListed: number;
}

/** Which lendings the figures are about: those that began in it. */
export interface ProofSpan {
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
}

const violationsMax = 1_000;
/** The events that can move a lease's bound. A text that has none of these words is not worth its parsing. */
const ofInterest = /"type":"(?:Assigned|Prolonged|Released|Expired|HoldExtended|IdentityRevoked|IdentityImported)"/;

/** How a lending stands; shared by all its names. */
interface Standing {
  readonly assignmentId: AssignmentId;
  readonly impi: Impi;
  readonly assignedAt: Instant;
  /** Undefined for somebody whom nobody can recognise. */
  readonly subjectId: SubjectId | undefined;
  until: Instant;
  readonly isInSpan: boolean;
}

/**
 * Folds the events, and nothing else, to see that nobody held an identity while another did (P1): no two lendings of one IMPI, or of
 * one IMPU in any spelling, overlap in `[assignedAt, reassignableAt)` with the bound as it finally was. Every event of a lane
 * is given once, in order; its memory grows with the identities, not with the events.
 */
export class ExclusiveProof {
  private readonly latest = new Map<string, Standing>();
  /** Identities of a lane are numbered from 1 as they are imported, and keep their numbers. */
  private readonly numbers = new Map<Lane, number>();
  private readonly violations: OverlapViolation[] = [];
  private events = 0;
  private assignments = 0;
  private notListed = 0;
  private smallestGapMs: number | undefined;

  constructor(private readonly span: ProofSpan = {}) {}

  add(document: string): void {
    this.events++;
    if (!ofInterest.test(document)) return;
    const event = decodeEvent(document);
    switch (event.type) {
      case 'IdentityImported':
        this.numbers.set(event.lane, Math.max(event.data.number, this.numbers.get(event.lane) ?? 0));
        break;
      case 'Assigned':
        this.assigned(event);
        break;
      case 'Prolonged':
      case 'Expired':
      case 'HoldExtended':
        this.moved(event.data.impi, event.data.assignmentId, event.data.reassignableAt);
        break;
      case 'Released':
        // A holder has held it up to the release, whatever bound the release names.
        this.moved(event.data.impi, event.data.assignmentId, later(event.data.reassignableAt, event.data.effectiveAt));
        break;
      case 'IdentityRevoked':
        if (event.data.reassignableAt !== null) {
          this.moved(event.data.impi, event.data.assignmentId, event.data.reassignableAt);
        }
        break;
      default:
      // It moves no bound.
    }
  }

  figures(): ProofFigures {
    const { events, assignments, smallestGapMs, violations, notListed } = this;
    const identities = [...this.numbers.values()].reduce((all, number) => all + number, 0);
    return {
      ...{ events, identities, assignments, smallestGapMs, violations },
      violationsNotListed: notListed,
    };
  }

  private assigned(event: Extract<RecordedEvent, { type: 'Assigned' }>): void {
    const { assignmentId, impi, impus, effectiveAt: assignedAt, reassignableAt, subjectKind, subjectId } = event.data;
    const { from, to } = this.span;
    const standing: Standing = {
      ...{ assignmentId, impi, assignedAt, until: reassignableAt },
      subjectId: subjectKind === 'authenticated' ? subjectId : undefined,
      isInSpan: (from === undefined || assignedAt >= from) && (to === undefined || assignedAt <= to),
    };
    if (standing.isInSpan) this.assignments++;
    const names = [...new Set([impi, ...impus.map(nameOf)])];
    // One, where it had the same names.
    const before = new Set(names.map((name) => this.latest.get(name)).filter((former) => former !== undefined));
    if (standing.isInSpan) for (const former of before) this.compare(event, standing, former);
    for (const name of names) this.latest.set(name, standing);
  }

  private compare({ lane, position }: RecordedEvent, standing: Standing, before: Standing): void {
    const gapMs = standing.assignedAt - before.until;
    if (this.smallestGapMs === undefined || gapMs < this.smallestGapMs) this.smallestGapMs = gapMs;
    if (gapMs >= 0) return;
    if (this.violations.length === violationsMax) {
      this.notListed++;
      return;
    }
    const { assignmentId, impi, assignedAt } = standing;
    const sentence =
      `${impi} is assigned as ${assignmentId} at ${toIso(assignedAt)} ` +
      `and is held as ${before.assignmentId} until ${toIso(before.until)}`;
    this.violations.push({ lane, position, sentence });
  }

  private moved(impi: Impi, assignmentId: AssignmentId | null, until: Instant): void {
    const standing = this.latest.get(impi);
    if (standing?.assignmentId === assignmentId) standing.until = until;
  }
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}

/** What all spellings of an IMPU have in common. */
function nameOf(impu: string): string {
  const read = readImpu(impu);
  return isFault(read) ? impu : read.alias;
}
