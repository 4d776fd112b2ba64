import type {
  AnswerType,
  IdentityAnswer,
  activityAnswer,
  agreementAnswer,
  agreementsAnswer,
  availabilityAnswer,
  checkpointKeysAnswer,
  checkpointsAnswer,
  forecastAnswer,
  healthFiguresAnswer,
  holdersAnswer,
  identitiesAnswer,
  lanesAnswer,
  operatorAnswer,
  operatorsAnswer,
  poolAnswer,
  poolsAnswer,
  readyAnswer,
  timelineAnswer,
} from '@allocator/contracts';

/** The answer of each path that is read. A page that reads another path adds it here. */
export interface Answers {
  readonly '/health/ready': AnswerType<typeof readyAnswer>;
  readonly '/v1/agreements': AnswerType<typeof agreementsAnswer>;
  readonly '/v1/agreements/{agreementId}': AnswerType<typeof agreementAnswer>;
  readonly '/v1/analytics/pools/{poolId}/forecast': AnswerType<typeof forecastAnswer>;
  readonly '/v1/audit/holders': AnswerType<typeof holdersAnswer>;
  readonly '/v1/audit/identities/{impi}/timeline': AnswerType<typeof timelineAnswer>;
  readonly '/v1/checkpoints': AnswerType<typeof checkpointsAnswer>;
  readonly '/v1/checkpoints/keys': AnswerType<typeof checkpointKeysAnswer>;
  readonly '/v1/health': AnswerType<typeof healthFiguresAnswer>;
  readonly '/v1/lanes': AnswerType<typeof lanesAnswer>;
  readonly '/v1/operators': AnswerType<typeof operatorsAnswer>;
  readonly '/v1/operators/{operatorId}': AnswerType<typeof operatorAnswer>;
  readonly '/v1/pools': AnswerType<typeof poolsAnswer>;
  readonly '/v1/pools/{poolId}': AnswerType<typeof poolAnswer>;
  readonly '/v1/pools/{poolId}/activity': AnswerType<typeof activityAnswer>;
  readonly '/v1/pools/{poolId}/availability': AnswerType<typeof availabilityAnswer>;
  readonly '/v1/pools/{poolId}/identities': AnswerType<typeof identitiesAnswer>;
  readonly '/v1/pools/{poolId}/identities/{impi}': IdentityAnswer;
}

export type ReadPath = keyof Answers;

/** The names in a path's braces: `poolId` of `/v1/pools/{poolId}`. */
export type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Readonly<Record<Name, string>> & ParamsOf<Rest>
  : unknown;

export type QueryValues = Readonly<Record<string, string | number | boolean | undefined>>;
