import type { AnswerType, lanesAnswer, readyAnswer } from '@allocator/contracts';

/** The answer of each path that is read. A page that reads another path adds it here. */
export interface Answers {
  readonly '/health/ready': AnswerType<typeof readyAnswer>;
  readonly '/v1/lanes': AnswerType<typeof lanesAnswer>;
}

export type ReadPath = keyof Answers;

/** The names in a path's braces: `poolId` of `/v1/pools/{poolId}`. */
export type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Readonly<Record<Name, string>> & ParamsOf<Rest>
  : unknown;

export type QueryValues = Readonly<Record<string, string | number | boolean | undefined>>;
