import type { MisplacedNames, OperatorNames } from '@allocator/domain';
import { declaresNames } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import type { MisplacedQueries } from '../ports/misplaced-queries.js';

/**
 * Finds names in the store that conflict with an operator's declared names. It runs after the profile is in force, so it never
 * delays a raise. One comparison at a time per process: it reads the whole registry, and operators can send profiles at any rate.
 */
export class FindMisplaced {
  private isBusy = false;

  constructor(
    private readonly queries: MisplacedQueries,
    private readonly log: Log,
  ) {}

  /** `not-compared`: another comparison is running, or the database failed or timed out. */
  async find(names: OperatorNames): Promise<MisplacedNames | 'not-compared'> {
    if (!declaresNames(names)) return { namesOutside: 0, othersInside: [] };
    if (this.isBusy) return 'not-compared';
    this.isBusy = true;
    try {
      return await this.queries.misplaced(names);
    } catch (error) {
      const { operatorId } = names;
      this.log.warn(
        { code: 'name-comparison-failed', operatorId, err: error },
        'names were not compared with a profile',
      );
      return 'not-compared';
    } finally {
      this.isBusy = false;
    }
  }
}
