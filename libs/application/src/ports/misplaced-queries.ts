import type { MisplacedNames, OperatorNames } from '@allocator/domain';

export interface MisplacedQueries {
  /** Names that do not go with what the operator has declared. Reads the registry of names as a whole: seconds for a million identities. */
  misplaced(names: OperatorNames): Promise<MisplacedNames>;
}
