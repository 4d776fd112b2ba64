import { beforeEach, describe, expect, it } from '@jest/globals';
import type { LaneStore } from '@allocator/application';
import { BatchExecutor, CommandBatcher, LaneClosedError, LaneMetrics, TransactionSteps } from '@allocator/application';
import type { Lane } from '@allocator/domain';
import { PrometheusMetrics } from '@allocator/runtime';
import { LaneScenario, assign, release, silentLog, testOrigin } from '@allocator/testing';

describe('the metrics of lanes', () => {
  let metrics: PrometheusMetrics;
  let lanes: LaneMetrics;
  beforeEach(async () => {
    metrics = await PrometheusMetrics.load();
    lanes = new LaneMetrics(metrics);
  });

  const valueOf = async (series: string): Promise<number | undefined> => {
    const line = (await metrics.text()).split('\n').find((each) => each.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length));
  };
  const outcomes = (command: string, outcome: string): Promise<number | undefined> =>
    valueOf(`allocator_command_outcomes_total{command="${command}",outcome="${outcome}"}`);

  const batcherOn = async (store: LaneStore): Promise<CommandBatcher> => {
    const batcher = new CommandBatcher(
      new BatchExecutor(store, testOrigin, lanes),
      1,
      silentLog,
      undefined,
      undefined,
      lanes,
    );
    await batcher.start();
    return batcher;
  };

  it('count outcomes by command and code, and measure commands that were submitted together once', async () => {
    const scenario = await LaneScenario.given(2);
    const batcher = await batcherOn(scenario.on.store);
    await batcher.submitAll([assign(1), assign(2), assign(3)]);
    await batcher.submitAll([assign(1), release(4, '0-999')]);
    expect(await outcomes('Assign', 'assigned')).toBe(3);
    expect(await outcomes('Assign', 'pool-exhausted')).toBe(1);
    expect(await outcomes('Release', 'assignment-not-found')).toBe(1);
    expect(await valueOf('allocator_command_seconds_count')).toBe(2);
    expect(await valueOf('allocator_transaction_commands_sum')).toBe(5);
    expect(await valueOf('allocator_transaction_step_seconds_count{step="queue"}')).toBe(2);
  });

  it('say why nothing was decided', async () => {
    const closed = (): Promise<never> => Promise.reject(new LaneClosedError(0, 'history was lost'));
    const batcher = await batcherOn({ decideInLanes: closed, inLane: closed });
    await expect(batcher.submit(assign(1))).rejects.toThrow(LaneClosedError);
    await batcher.stop();
    await expect(batcher.submit(assign(2))).rejects.toThrow();
    expect(await outcomes('Assign', 'lane-closed')).toBe(1);
    expect(await outcomes('Assign', 'overloaded')).toBe(1);
  });

  it('measure how late Expired is recorded, once if the transaction is run again', async () => {
    const scenario = await LaneScenario.given(1, { securityLifetimeSeconds: 100, tokenLifetimeSeconds: 1 });
    const { store } = scenario.on;
    const twice: LaneStore = {
      inLane: (lane, work) => store.inLane(lane, work),
      decideInLanes: (wanted, decide) =>
        store.decideInLanes(wanted, (view, head) => {
          decide(view, head);
          return decide(view, head);
        }),
    };
    const batcher = await batcherOn(twice);
    await batcher.submit(assign(1));
    await scenario.at(130);
    expect(await batcher.expireDue(0 as Lane)).toBe(1);
    expect(await valueOf('allocator_expiry_lateness_seconds_count')).toBe(1);
    expect(await valueOf('allocator_expiry_lateness_seconds_sum')).toBe(30);
  });

  it('measure the steps of the attempt that was committed', async () => {
    const steps = new TransactionSteps();
    steps.endBoth('lock', 60_000, 'prefetch');
    steps.begin();
    steps.endBoth('lock', 0, 'prefetch');
    steps.end('commit');
    lanes.committed(steps);
    expect(await valueOf('allocator_transaction_step_seconds_sum{step="lock"}')).toBe(0);
    expect(await valueOf('allocator_transaction_step_seconds_count{step="lock"}')).toBe(1);
    expect(await valueOf('allocator_transaction_step_seconds_count{step="commit"}')).toBe(1);
  });

  it('show each lane with its waiting commands', async () => {
    lanes.watchQueue(2, () => new Map([[1, 30]]));
    expect(await valueOf('allocator_queue_commands{lane="0"}')).toBe(0);
    expect(await valueOf('allocator_queue_commands{lane="1"}')).toBe(30);
  });
});
