import type { MisplacedNames, OperatorNames } from '@allocator/domain';

export interface MisplacedQueries {
  /** Names that conflict with the operator's declared names. Reads the whole registry: seconds for a million identities. */
  misplaced(names: OperatorNames): Promise<MisplacedNames>;
}
