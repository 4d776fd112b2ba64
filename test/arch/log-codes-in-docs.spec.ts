import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { logCodes } from '../support/log-codes.js';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** Codes of lines that take their code from elsewhere: what the line begins with, where it is, and the codes that it can have. */
const computed: readonly { path: string; line: string; codes: readonly string[] }[] = [
  {
    path: 'libs/application/src/terms/set-operator.ts',
    line: 'this.log.warn({ code, operatorId',
    codes: ['clock-skew-below-tolerance', 'names-held-by-others', 'names-not-compared', 'names-outside'],
  },
  {
    path: 'libs/application/src/lost-history/seen-heads.ts',
    line: 'log.error(fields',
    codes: ['lane-closed-store-behind', 'lane-closed-history-differs'],
  },
  {
    path: 'libs/application/src/relay/lane-relay.ts',
    line: 'this.log.error(',
    codes: ['lane-closed-topic-ahead', 'lane-closed-history-differs'],
  },
  { path: 'libs/kafka/src/client/kafka-log-creator.ts', line: 'log.', codes: ['kafka-client'] },
  {
    path: 'libs/kafka/src/consumer/supervised-consumer.ts',
    line: 'consuming.log.debug({ code: `${consuming.name}-disconnect`',
    codes: ['command-intake-disconnect', 'events-consumer-disconnect'],
  },
  {
    path: 'libs/kafka/src/consumer/supervised-consumer.ts',
    line: 'new PartitionFailures',
    codes: [
      'command-intake-handler-failed',
      'command-intake-handler-recovered',
      'events-consumer-handler-failed',
      'events-consumer-handler-recovered',
    ],
  },
  // It passes lines through.
  { path: 'apps/allocator/src/config/count-lines.ts', line: 'log.', codes: [] },
  // Names of loops and of failure logs, which are found where they are given.
  { path: 'libs/runtime/src/', line: '', codes: [] },
];

describe('the log codes of docs/operations.md', () => {
  const sources = execFileSync('git', ['ls-files', 'apps/allocator/src', 'libs'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => /^(apps\/allocator|libs\/(?!testing\/)\w+)\/src\/.*\.ts$/.test(path))
    .map((path) => ({ path, ...logCodes(path, read(path)) }));
  const written = new Set([...sources.flatMap(({ codes }) => codes), ...computed.flatMap(({ codes }) => codes)]);

  const logs = /^## Logs$(.*?)^## /ms.exec(read('docs/operations.md'))?.[1] ?? '';
  const documented = [...logs.matchAll(/^(?:#### |\| )(`[^|\n]*?`)(?= +\||\n)/gm)].flatMap(([, codes = '']) =>
    [...codes.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => code),
  );

  it('are all that the service can write', () => {
    expect(documented.length).toBeGreaterThan(60);
    expect([...documented].sort()).toEqual([...written].sort());
  });

  it('say what to do wherever one can do something', () => {
    const withoutAdvice = logs
      .split(/^(?=#{3,4} )/m)
      .filter((entry) => entry.startsWith('#### ') && !/\*\*To do:\*\* \S/.test(entry));
    expect(withoutAdvice).toEqual([]);
  });

  it('are found wherever they are written', () => {
    const unknown = sources.flatMap(({ path, unresolved }) =>
      unresolved
        .filter((line) => !computed.some((known) => path.startsWith(known.path) && line.startsWith(known.line)))
        .map((line) => `${path}: ${line}`),
    );
    expect(unknown).toEqual([]);
  });

  it.each([
    [`this.log.warn({ code: 'kafka-slow', lane }, 'slow')`, ['kafka-slow']],
    [`log.error({ code: late ? 'too-late' : 'too-early' }, 'wrong time')`, ['too-late', 'too-early']],
    [
      `class A extends LoopService { constructor(log) { super({ name: 'sweep', log }); } }`,
      ['sweep-failed', 'sweep-recovered'],
    ],
    [`const failures = new FailureLog('relay', log);`, ['relay-failed', 'relay-recovered']],
    [`console.log({ code: 'not-a-log' })`, []],
  ])('of "%s" are %j', (text, codes) => {
    expect(logCodes('sample.ts', text)).toEqual({ codes, unresolved: [] });
  });
});
