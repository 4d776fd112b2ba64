import type {
  AnswerType,
  activityAnswer,
  agreementAnswer,
  agreementsAnswer,
  availabilityAnswer,
  forecastAnswer,
  identitiesAnswer,
  lanesAnswer,
  operatorAnswer,
  operatorsAnswer,
  poolAnswer,
  poolsAnswer,
  readyAnswer,
} from '@allocator/contracts';

/** The answer of each path that is read. A page that reads another path adds it here. */
export interface Answers {
  readonly '/health/ready': AnswerType<typeof readyAnswer>;
  readonly '/v1/agreements': AnswerType<typeof agreementsAnswer>;
  readonly '/v1/agreements/{agreementId}': AnswerType<typeof agreementAnswer>;
  readonly '/v1/analytics/pools/{poolId}/forecast': AnswerType<typeof forecastAnswer>;
  readonly '/v1/lanes': AnswerType<typeof lanesAnswer>;
  readonly '/v1/operators': AnswerType<typeof operatorsAnswer>;
  readonly '/v1/operators/{operatorId}': AnswerType<typeof operatorAnswer>;
  readonly '/v1/pools': AnswerType<typeof poolsAnswer>;
  readonly '/v1/pools/{poolId}': AnswerType<typeof poolAnswer>;
  readonly '/v1/pools/{poolId}/activity': AnswerType<typeof activityAnswer>;
  readonly '/v1/pools/{poolId}/availability': AnswerType<typeof availabilityAnswer>;
  readonly '/v1/pools/{poolId}/identities': AnswerType<typeof identitiesAnswer>;
}

export type ReadPath = keyof Answers;

/** The names in a path's braces: `poolId` of `/v1/pools/{poolId}`. */
export type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Readonly<Record<Name, string>> & ParamsOf<Rest>
  : unknown;

export type QueryValues = Readonly<Record<string, string | number | boolean | undefined>>;
