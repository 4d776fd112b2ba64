import type { RecordedEvent } from '@allocator/domain';

const countOf = {
  Assigned: 'assigned',
  Prolonged: 'prolonged',
  Expired: 'expired',
  IndicationIgnored: 'ignored',
  Refused: 'refused',
} as const;

/** What the events of a pool say has happened since the demo began. */
export class Tally {
  readonly counts = {
    assigned: 0,
    prolonged: 0,
    /** By the WWSF: hints. */
    released: 0,
    /** Freed early by an indication of the eP-CSCF. */
    indicated: 0,
    /** Indications without effect. */
    ignored: 0,
    expired: 0,
    refused: 0,
  };
  /** Milliseconds from the bound of each lease to the record of its expiry. */
  readonly lateMs: number[] = [];
  private readonly open = new Set<string>();

  add(event: RecordedEvent): void {
    const { type, data, recordedAt } = event;
    if (type === 'Released') this.counts[data.by === 'wwsf' ? 'released' : 'indicated']++;
    else if (type in countOf) this.counts[countOf[type as keyof typeof countOf]] += type === 'Refused' ? data.count : 1;
    if (type === 'Assigned') this.open.add(data.assignmentId);
    if (type === 'Expired') this.lateMs.push(recordedAt - data.reassignableAt);
    const isClosing = type === 'Expired' || (type === 'Released' && data.reassignableAt <= recordedAt);
    if (isClosing) this.open.delete(data.assignmentId);
  }

  /** Number of leases that are not closed. */
  get leased(): number {
    return this.open.size;
  }

  isOpen(assignmentId: string): boolean {
    return this.open.has(assignmentId);
  }

  /** Median and maximum lateness of an expiry. */
  get lateness(): string {
    const sorted = [...this.lateMs].sort((a, b) => a - b);
    return sorted.length === 0 ? '-' : `${sorted[Math.floor(sorted.length / 2)]}, max ${sorted.at(-1)}`;
  }
}
