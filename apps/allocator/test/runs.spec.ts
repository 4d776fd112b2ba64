import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Service } from '@allocator/runtime';
import { Module } from '@nestjs/common';
import type { FactoryProvider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { LifecycleModule } from '../src/lifecycle/lifecycle.module.js';
import { runs } from '../src/lifecycle/runs.js';
import { StopFailures } from '../src/lifecycle/stop-failures.js';

let calls: string[];
beforeEach(() => {
  calls = [];
});

function service(name: string, stop: () => Promise<void> = () => Promise.resolve()): Service {
  return {
    start: async () => {
      // A service that starts too early would be seen before this turn ends.
      await Promise.resolve();
      calls.push(`start ${name}`);
    },
    stop: async () => {
      calls.push(`stop ${name}`);
      await stop();
    },
  };
}

function provided(name: string, needs: string[] = [], stop?: () => Promise<void>): FactoryProvider<Service> {
  return { provide: name, inject: needs, useFactory: () => service(name, stop) };
}

const failing = (): Promise<void> => Promise.reject(new Error('the relay cannot stop'));

@Module({ providers: [provided('relay', [], failing), runs('relay')], exports: ['relay'] })
class RelayModule {}

@Module({
  imports: [RelayModule],
  providers: [provided('scheduler', ['relay']), runs('scheduler')],
  exports: ['scheduler'],
})
class SchedulerModule {}

@Module({
  // Imported both directly and by another module: the longest path counts.
  imports: [RelayModule, SchedulerModule],
  providers: [provided('batcher', ['queue']), runs('batcher'), provided('queue', ['scheduler']), runs('queue')],
})
class LanesModule {}

@Module({ imports: [LifecycleModule, RelayModule, LanesModule] })
class AppModule {}

describe('services that modules run', () => {
  it('start after those that they need, and stop before them, also where one fails to stop', async () => {
    const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
    expect(calls).toEqual(['start relay', 'start scheduler', 'start queue', 'start batcher']);
    calls = [];
    const failures = app.get(StopFailures);
    await app.close();
    expect(calls).toEqual(['stop batcher', 'stop queue', 'stop scheduler', 'stop relay']);
    expect(() => {
      failures.throwIfAny();
    }).toThrow('the relay cannot stop');
  });
});
