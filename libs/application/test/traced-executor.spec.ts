import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { CommandBatcher } from '@allocator/application';
import { Tracing } from '@allocator/runtime';
import { HeldExecutor, RecordedLog, assign, smallLimits } from '@allocator/testing';
import { RecordedSpans, linkedSpans } from '@allocator/testing/recorded-spans';

let spans: RecordedSpans;
beforeEach(() => {
  spans = new RecordedSpans();
});
afterEach(() => spans.unload());

it('links a batch and the requests whose commands it decides, in both directions', async () => {
  const tracing = Tracing.ofSdk() as Tracing;
  const executor = new HeldExecutor();
  const batcher = new CommandBatcher(executor, 1, new RecordedLog(), smallLimits, tracing);
  await batcher.start();
  const request = (name: string, ...commands: number[]) =>
    tracing.inSpan({ name, kind: 'server', attributes: {} }, () => batcher.submitAll(commands.map((n) => assign(n))));
  const answered = [request('first', 1)];
  await turnOfTheLoop();
  // Together in the second batch; one request has two commands, and one command has no request.
  answered.push(request('second', 2, 3), request('third', 4));
  const untraced = batcher.submitAll([assign(5)]);
  await executor.next();
  await executor.next();
  await Promise.all([...answered, untraced]);
  await batcher.stop();

  const batches = spans.ended.filter(({ name }) => name === 'decide batch');
  const idOf = (name: string): string => spans.named(name).spanContext().spanId;
  expect(batches.map(linkedSpans)).toEqual([[idOf('first')], [idOf('second'), idOf('third')]]);
  expect(batches.map(({ attributes }) => attributes)).toEqual([
    { 'allocator.lane': [0], 'allocator.batch.size': 1 },
    { 'allocator.lane': [0], 'allocator.batch.size': 4 },
  ]);
  const ids = batches.map((batch) => batch.spanContext().spanId);
  expect(['first', 'second', 'third'].map((name) => linkedSpans(spans.named(name)))).toEqual([
    [ids[0]],
    [ids[1]],
    [ids[1]],
  ]);
  // It belongs to no one request, although the first command of a batch has started it.
  expect(batches.map(({ parentSpanContext }) => parentSpanContext)).toEqual([undefined, undefined]);
});
