import type { Agreement, AgreementId, OperatorId, OperatorProfile, PoolId, PoolTerms, WwsfId } from '@allocator/domain';

/** Who reads a list: the terms of these parties alone, or all. An IMS operator and a WWSF in one see what either of them sees. */
export type Readership = 'all' | Parties;

/** Null: it acts for none. */
export interface Parties {
  readonly operatorId: OperatorId | null;
  readonly wwsfId: WwsfId | null;
}

/** Items with an id after `after`, the first `countMax` of them. */
export interface PageRequest<Id extends string> {
  readonly after: Id | undefined;
  readonly countMax: number;
}

/** Of which parties a list shows terms; undefined: of any. */
export interface PartyFilter {
  readonly operatorId: OperatorId | undefined;
  readonly wwsfId: WwsfId | undefined;
}

export interface PoolFilter extends PartyFilter {
  readonly agreementId: AgreementId | undefined;
}

/** Terms in the order of their ids, page by page. What the reader may not see is not in a list. */
export interface TermsLists {
  operators(readership: Readership, page: PageRequest<OperatorId>): Promise<readonly OperatorProfile[]>;
  agreements(
    readership: Readership,
    filter: PartyFilter,
    page: PageRequest<AgreementId>,
  ): Promise<readonly Agreement[]>;
  pools(readership: Readership, filter: PoolFilter, page: PageRequest<PoolId>): Promise<readonly PoolTerms[]>;
  /** Profiles of these operators, in any order. */
  profiles(operatorIds: readonly OperatorId[]): Promise<readonly OperatorProfile[]>;
}
