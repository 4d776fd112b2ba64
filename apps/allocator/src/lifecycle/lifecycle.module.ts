import { Global, Module } from '@nestjs/common';
import { StopFailures } from './stop-failures.js';

/** What every part of the process needs to start and stop in order. */
@Global()
@Module({ providers: [StopFailures], exports: [StopFailures] })
export class LifecycleModule {}
