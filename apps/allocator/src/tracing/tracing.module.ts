import { Tracing } from '@allocator/runtime';
import { Module } from '@nestjs/common';

/** Token of `Tracing | undefined`. */
export const TRACING = Symbol('tracing');

/** The spans of this process; undefined unless an OpenTelemetry SDK is loaded. */
@Module({ providers: [{ provide: TRACING, useFactory: () => Tracing.ofSdk() }], exports: [TRACING] })
export class TracingModule {}
