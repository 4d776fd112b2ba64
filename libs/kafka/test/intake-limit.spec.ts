import type { WwsfId } from '@allocator/domain';
import { CommandIntake, IntakeMetrics, TopicNames, TopicSettings, createKafka } from '@allocator/kafka';
import { PrometheusMetrics } from '@allocator/runtime';
import { RecordedLog } from '@allocator/testing';
import { expect, it } from '@jest/globals';

const wwsfs = (count: number): readonly WwsfId[] =>
  Array.from({ length: count }, (_, index) => `wwsf-${String(index + 1_000)}` as WwsfId);

it('the intake of commands names at most 500 WWSFs in metrics, and counts the others', async () => {
  const log = new RecordedLog();
  const metrics = await PrometheusMetrics.load();
  const intakeMetrics = new IntakeMetrics(metrics);
  // Not started: no broker is asked.
  const intake = new CommandIntake({
    kafka: createKafka({ brokers: ['127.0.0.1:1'], clientId: 'test' }, log),
    names: new TopicNames('test'),
    lanes: 1,
    settings: new TopicSettings(log),
    log,
    metrics: intakeMetrics,
    handler: () => Promise.resolve([]),
  });
  intakeMetrics.watch(() => intake.use());
  const shown = async (): Promise<readonly [lag: number, failing: number, overLimit: string | undefined]> => {
    const text = await metrics.text();
    const count = (name: string): number => text.split(`\n${name}{wwsf=`).length - 1;
    const [, overLimit] = /^allocator_intake_wwsfs_over_limit (.*)$/m.exec(text) ?? [];
    return [count('allocator_intake_lag_records'), count('allocator_intake_failing'), overLimit];
  };

  intake.setTenants(wwsfs(503));
  expect(await shown()).toEqual([500, 500, '3']);
  expect(intake.status()).toHaveLength(3);
  intake.setTenants(wwsfs(501));
  expect(await shown()).toEqual([500, 500, '1']);
  intake.setTenants(wwsfs(2));
  expect(await shown()).toEqual([2, 2, '0']);
  expect(intake.status()).toEqual([]);
});
