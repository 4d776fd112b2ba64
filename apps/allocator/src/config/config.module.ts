import type { Log } from '@allocator/runtime';
import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CONFIG } from './config.js';
import type { Config } from './config.js';
import { LOG } from './create-log.js';

/** The configuration and the log, for every module. */
@Global()
@Module({})
export class ConfigModule {
  static with(config: Config, log: Log): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOG, useValue: log },
      ],
      exports: [CONFIG, LOG],
    };
  }
}
