import type { MisplacedNames, OperatorNames } from '@allocator/domain';
import { declaresNames } from '@allocator/domain';
import type { Log } from '@allocator/runtime';
import type { MisplacedQueries } from './ports/misplaced-queries.js';

/**
 * Looks which names in the store do not go with what an operator has declared. The profile is in force before and whatever comes
 * of it, so it never keeps a raise waiting. One comparison at a time in a process: it reads much, and operators may send profiles as
 * often as they like.
 */
export class FindMisplaced {
  private isBusy = false;

  constructor(
    private readonly queries: MisplacedQueries,
    private readonly log: Log,
  ) {}

  /** `not-compared`: another comparison is under way, or the database gave none in its time. */
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
