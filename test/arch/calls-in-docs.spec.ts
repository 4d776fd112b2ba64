import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readContract } from '../support/committed-contract.js';
import { type DocumentedCall, namedCallsOf, stepsOf } from '../support/documented-call.js';
import { type NamedOperation, type OpenApiDocument, operationsOf, validatorsOf } from '../support/openapi-document.js';

const root = new URL('../../', import.meta.url);
const openApi = readContract('openapi.json') as OpenApiDocument;
const { validate } = validatorsOf(openApi);

const documents = execFileSync('git', ['ls-files', 'README.md', 'docs/*.md', 'libs/*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && !path.startsWith('docs/adr/') && existsSync(new URL(path, root)))
  .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }))
  .map(({ path, text }) => ({ path, steps: stepsOf(text), named: namedCallsOf(text) }));

/** The operation of the contract that a call reaches. */
function operationOf({ method, path }: DocumentedCall): NamedOperation | undefined {
  const candidates = operationsOf(openApi).filter((operation) => operation.method === method.toLowerCase());
  const matches = (template: string): boolean => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
  return (
    candidates.find(({ path: template }) => template === path) ?? candidates.find(({ path: each }) => matches(each))
  );
}

/** What the contract does not allow of a call. */
function faultsOf(call: DocumentedCall): readonly string[] {
  const found = operationOf(call);
  if (found === undefined) return [`${call.method} ${call.path}: no such call`];
  const { parameters, requestBody } = found.operation;
  const unknown = call.query.filter((name) => !parameters.some((known) => known.in === 'query' && known.name === name));
  const schema = requestBody?.content['application/json']?.schema;
  const faults = call.body === undefined || schema === undefined ? [] : validate(schema, JSON.parse(call.body));
  return [
    ...unknown.map((name) => `${found.name}: no parameter ${name}`),
    ...faults.map((fault) => `${found.name}: ${fault}`),
  ];
}

/** What no answer of the call allows. */
function answerFaultsOf(call: DocumentedCall, answer: unknown): readonly string[] {
  const contents = Object.values(operationOf(call)?.operation.responses ?? {}).flatMap(({ content = {} }) =>
    Object.values(content),
  );
  // Events are lines of text to the contract: their own schemas are checked elsewhere.
  if (contents.some(({ schema }) => schema['type'] === 'string')) return [];
  const faults = contents.map(({ schema }) => validate(schema, answer));
  return faults.some((none) => none.length === 0) ? [] : [`${call.method} ${call.path}: ${JSON.stringify(faults[0])}`];
}

describe('calls that documents show', () => {
  it.each(documents)('$path: exist in the contract, with parameters and bodies that it allows', ({ steps, named }) => {
    const calls = [...steps.flatMap((step) => step.calls), ...named];
    expect(calls.flatMap(faultsOf)).toEqual([]);
  });

  it.each(documents)('$path: have answers that the contract allows', ({ steps }) => {
    const faults = steps.flatMap(({ calls, answers }) =>
      calls.length === 0
        ? []
        : answers.flatMap((answer, index) => answerFaultsOf(calls[index] as DocumentedCall, answer)),
    );
    expect(faults).toEqual([]);
  });

  it('are found in the README and in the tutorial', () => {
    const counts = documents.map(({ path, steps }) => [path, steps.flatMap(({ calls }) => calls).length] as const);
    expect(Object.fromEntries(counts)).toMatchObject({ 'README.md': 3, 'docs/tutorial.md': 18 });
  });

  it.each([
    ['curl -s $url/v1/pools/pool-a/nothing', 'no such call'],
    ['curl -s "$url/v1/events?lain=6"', 'no parameter lain'],
    [`curl -s -d '{"operatorId":"op-a"}' $url/v1/indications`, "must have required property 'impi'"],
  ])('of "%s": %s', (command, fault) => {
    const calls = stepsOf(`\`\`\`sh\n${command}\n\`\`\`\n`).flatMap((step) => step.calls);
    expect(calls.flatMap(faultsOf).join('\n')).toContain(fault);
  });
});
