import { OverloadedError } from '@allocator/application';
import { Injectable } from '@nestjs/common';
import { ProblemError } from '../../http/problems/problem-error.js';

/** Largest number of concurrent imports of one operator. More would not be faster: their transactions wait for the same lane's lock. */
const ofOperatorMax = 2;
/** Largest number of concurrent imports of all operators. Each can hold a chunk of rows and 10,000 refusals in memory: 6 MB. */
const inAllMax = 16;
const retryAfterSeconds = 5;

/** Limits the concurrent imports of this process. */
@Injectable()
export class ImportAdmission {
  private readonly inProgress = new Map<string, number>();
  private inAll = 0;

  /**
   * Runs an import of the operator. Throws `import-limit-reached` if the operator has the maximum number in progress, and
   * `OverloadedError` if all operators together have.
   */
  async admit<T>(operator: string, work: () => Promise<T>): Promise<T> {
    const own = this.inProgress.get(operator) ?? 0;
    if (own >= ofOperatorMax) {
      const detail = `${String(own)} imports of this operator are in progress: retry when one of them has ended`;
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
    const own = (this.inProgress.get(operator) ?? 0) + by;
    if (own === 0) this.inProgress.delete(operator);
    else this.inProgress.set(operator, own);
    this.inAll += by;
  }
}
