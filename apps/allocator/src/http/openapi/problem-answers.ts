import type { ProblemCode } from '@allocator/contracts';
import { commandProblemExample, problem, problemExample, problems } from '@allocator/contracts';
import { z } from 'zod';
import { namedSchemas, openApiSchema } from './openapi-schema.js';
import type { Examples, Headers, Response, Schemas } from './operation.js';

/** Longest `Retry-After`. */
const retryAfterSecondsMax = 3_600;
const challengeCharsMax = 1_000;

/** An example of every problem that a route uses, for `components`. */
export const problemExamples: Examples = {};

/** The kind of a call: a code can have another status as the answer to a command than to a change of terms. */
export type CallKind = 'command' | 'other';

/** One answer per status, because several codes can share one: lists the codes, with an example of each. */
export function problemAnswers(codes: readonly ProblemCode[], kind: CallKind): Readonly<Record<string, Response>> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of [...new Set(codes)].sort()) {
    const { status, commandStatus = status } = problems[code];
    const answered = kind === 'command' ? commandStatus : status;
    byStatus.set(answered, [...(byStatus.get(answered) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, sharing]) => [String(status), problemAnswer(status, sharing)]));
}

function problemAnswer(status: number, codes: readonly ProblemCode[]): Response {
  const examples = Object.fromEntries(codes.map((code) => [code, problemExampleAt(status, code)]));
  const headers = headersOf(codes);
  return {
    description: codes.map((code) => `\`${code}\`: ${problems[code].title}`).join('\n\n'),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    content: { 'application/problem+json': { schema: anyProblemOf(codes), examples } },
  };
}

function problemExampleAt(status: number, code: ProblemCode): Examples[string] {
  const isOfTerms = status === problems[code].status;
  const name = isOfTerms ? code : `${code}-${String(status)}`;
  problemExamples[name] = { value: isOfTerms ? problemExample(code) : commandProblemExample(code) };
  return { $ref: `#/components/examples/${name}` };
}

/** Several codes can share a status: `code` is the discriminator. */
function anyProblemOf(codes: readonly ProblemCode[]): Schemas[string] {
  const references = codes.map((code) => [code, problemSchema(code)] as const);
  const [[, only] = [], ...others] = references;
  if (only !== undefined && others.length === 0) return { $ref: only };
  return {
    oneOf: references.map(([, $ref]) => ({ $ref })),
    discriminator: { propertyName: 'code', mapping: Object.fromEntries(references) },
  };
}

const { properties: membersOfProblem, ...anyProblem } = openApiSchema(z.looseObject(problem.shape));

/**
 * The schema of one code, with all its members in one object: client generators drop answers whose schema is composed with
 * `allOf` (docs/adr/0048).
 * @returns a reference to it
 */
function problemSchema(code: ProblemCode): string {
  const { title: description, status, commandStatus = status } = problems[code];
  const name = `${code.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Problem`;
  const own = {
    status: { type: 'integer', enum: [...new Set([status, commandStatus])] },
    code: { type: 'string', enum: [code] },
  };
  namedSchemas[name] = { ...anyProblem, description, properties: { ...(membersOfProblem as Schemas), ...own } };
  return `#/components/schemas/${name}`;
}

function headersOf(codes: readonly ProblemCode[]): Headers {
  const having = (header: 'Retry-After' | 'WWW-Authenticate') =>
    codes.filter((code) => problems[code].header === header);
  const [waits, challenges] = [having('Retry-After'), having('WWW-Authenticate')];
  const headers: Headers = {};
  if (waits.length > 0) {
    const description = `Seconds to wait; with ${waits.join(', ')}`;
    headers['Retry-After'] = { description, schema: { type: 'integer', minimum: 0, maximum: retryAfterSecondsMax } };
  }
  if (challenges.length > 0) {
    const description = `RFC 6750 clause 3; with ${challenges.join(', ')}`;
    headers['WWW-Authenticate'] = { description, schema: { type: 'string', maxLength: challengeCharsMax } };
  }
  return headers;
}
