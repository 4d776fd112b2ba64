import { OverloadedError } from '@allocator/application';
import { Injectable } from '@nestjs/common';
import { ProblemError } from './problem-error.js';

/** Imports of one operator at a time. Its rows wait for a lane's lock one transaction an import, so more would not be faster. */
const ofOperatorMax = 2;
/** Imports of all operators at a time: each may keep a chunk of rows and 10,000 refusals in memory, 6 MB. */
const inAllMax = 16;
const retryAfterSeconds = 5;

/** How many imports this process has under way. */
@Injectable()
export class ImportAdmission {
  private readonly underWay = new Map<string, number>();
  private inAll = 0;

  /**
   * Runs an import of the operator, unless there are as many under way as may be.
   * Throws `import-limit-reached` where they are the operator's own, and `OverloadedError` where they are of all operators.
   */
  async admit<T>(operator: string, work: () => Promise<T>): Promise<T> {
    const own = this.underWay.get(operator) ?? 0;
    if (own >= ofOperatorMax) {
      const detail = `${String(own)} imports are under way: send the file again when one of them has ended`;
      throw new ProblemError('import-limit-reached', { detail }, retryAfterSeconds);
    }
    if (this.inAll >= inAllMax) throw new OverloadedError(retryAfterSeconds);
    this.change(operator, 1);
    try {
      return await work();
    } finally {
      this.change(operator, -1);
    }
  }

  private change(operator: string, by: 1 | -1): void {
    const own = (this.underWay.get(operator) ?? 0) + by;
    if (own === 0) this.underWay.delete(operator);
    else this.underWay.set(operator, own);
    this.inAll += by;
  }
}
