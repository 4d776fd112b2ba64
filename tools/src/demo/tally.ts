import type { RecordedEvent } from '@allocator/domain';

/** What the events of one pool say has happened since the demo began. */
export class Tally {
  assigned = 0;
  prolonged = 0;
  /** By the WWSF: hints. */
  released = 0;
  /** Freed by an indication of the eP-CSCF. */
  indicated = 0;
  /** Indications that changed nothing. */
  ignored = 0;
  expired = 0;
  refused = 0;
  /** Of each expiry: milliseconds from the bound to the record of it. */
  readonly lateMs: number[] = [];
  private readonly open = new Set<string>();

  add(event: RecordedEvent): void {
    switch (event.type) {
      case 'Assigned':
        this.assigned++;
        this.open.add(event.data.assignmentId);
        break;
      case 'Prolonged':
        this.prolonged++;
        break;
      case 'Released':
        if (event.data.by === 'wwsf') this.released++;
        else this.indicated++;
        if (event.data.reassignableAt <= event.recordedAt) this.open.delete(event.data.assignmentId);
        break;
      case 'Expired':
        this.expired++;
        this.lateMs.push(event.recordedAt - event.data.reassignableAt);
        this.open.delete(event.data.assignmentId);
        break;
      case 'IndicationIgnored':
        this.ignored++;
        break;
      case 'Refused':
        this.refused += event.data.count;
        break;
      default:
      // Stock and terms: not what the demo is about.
    }
  }

  /** Lendings that nothing has closed yet. */
  get lent(): number {
    return this.open.size;
  }

  isLent(assignmentId: string): boolean {
    return this.open.has(assignmentId);
  }
}
