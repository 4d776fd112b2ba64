import { rejectedListedMax } from '@allocator/contracts';
import type { AnswerType, ImportCode, importAnswer } from '@allocator/contracts';

export interface RejectedRow {
  readonly row: number;
  readonly code: ImportCode;
  readonly detail: string;
}

/** The verdicts of an import so far, with a bound on what it keeps. */
export class ImportSummary {
  imported = 0;
  alreadyPresent = 0;
  private rejectedCount = 0;
  private readonly rejected: RejectedRow[] = [];

  reject({ row, code, detail }: RejectedRow): void {
    this.rejectedCount++;
    if (this.rejected.length < rejectedListedMax) this.rejected.push({ row, code, detail });
  }

  answer(): AnswerType<typeof importAnswer> {
    const { imported, alreadyPresent, rejectedCount, rejected } = this;
    const rejectedNotListed = rejectedCount - rejected.length;
    return {
      received: imported + alreadyPresent + rejectedCount,
      imported,
      alreadyPresent,
      rejected: [...rejected].sort((a, b) => a.row - b.row),
      ...(rejectedNotListed > 0 ? { rejectedNotListed } : {}),
    };
  }
}
