import type { ProblemCode } from '@allocator/contracts';
import { commandProblemExample, problem, problemCodes, problemExample, problems } from '@allocator/contracts';
import { openApiSchema } from './openapi-schema.js';

type Json = Record<string, unknown>;

/** Those with which a client is told how long to wait. */
const withRetryAfter: readonly ProblemCode[] = [
  ...([
    'rate-limited',
    'import-limit-reached',
    'overloaded',
    'store-unavailable',
    'lane-closed',
    'keys-unavailable',
  ] as const),
  'pool-exhausted',
];
/** Those that tell how to ask for access. */
const withChallenge: readonly ProblemCode[] = ['unauthenticated', 'forbidden'];

/** For `components`: what each problem looks like. */
export const problemExamples: Json = Object.fromEntries(
  problemCodes.flatMap((code) => {
    const { status, commandStatus = status } = problems[code];
    const ofTerms = [code, { value: problemExample(code) }] as const;
    if (commandStatus === status) return [ofTerms];
    return [ofTerms, [exampleName(code, commandStatus), { value: commandProblemExample(code) }] as const];
  }),
);

/** What a call does: a code can have another status as the answer to a command than to a change of terms. */
export type CallKind = 'command' | 'other';

/** One answer a status, for several codes can share one: which they are, with an example of each. */
export function problemAnswers(codes: readonly ProblemCode[], kind: CallKind): Readonly<Record<string, Json>> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of [...new Set(codes)].sort()) {
    const { status, commandStatus = status } = problems[code];
    const answered = kind === 'command' ? commandStatus : status;
    byStatus.set(answered, [...(byStatus.get(answered) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, sharing]) => [String(status), problemAnswer(status, sharing)]));
}

function problemAnswer(status: number, codes: readonly ProblemCode[]): Json {
  const particular = { properties: { status: { const: status }, code: { enum: codes } } };
  const examples = Object.fromEntries(
    codes.map((code) => [code, { $ref: `#/components/examples/${exampleName(code, status)}` }]),
  );
  const headers = headersOf(codes);
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    content: { 'application/problem+json': { schema: { allOf: [openApiSchema(problem), particular] }, examples } },
  };
}

function exampleName(code: ProblemCode, status: number): string {
  return status === problems[code].status ? code : `${code}-${String(status)}`;
}

function headersOf(codes: readonly ProblemCode[]): Json {
  const headers: Json = {};
  const waits = codes.filter((code) => withRetryAfter.includes(code));
  const challenges = codes.filter((code) => withChallenge.includes(code));
  if (waits.length > 0) {
    const description = `Seconds to wait; with ${waits.join(', ')}`;
    headers['Retry-After'] = { description, schema: { type: 'integer', minimum: 0 } };
  }
  if (challenges.length > 0) {
    const description = `RFC 6750 clause 3; with ${challenges.join(', ')}`;
    headers['WWW-Authenticate'] = { description, schema: { type: 'string' } };
  }
  return headers;
}
