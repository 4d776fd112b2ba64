import type { Log } from '@allocator/runtime';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ConfigModule } from './config/config.module.js';
import type { Config } from './config/config.js';
import { ApiModule } from './features/api.module.js';
import { HealthModule } from './features/health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { IntakeModule } from './intake/intake.module.js';
import { LanesModule } from './lanes/lanes.module.js';
import { LifecycleModule } from './lifecycle/lifecycle.module.js';
import { ProjectorModule } from './projector/projector.module.js';

/** The process: what every role needs, and what its own roles need. */
@Module({})
export class AppModule {
  static forRoles(config: Config, log: Log): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config, log),
        LifecycleModule,
        HttpModule,
        HealthModule,
        LanesModule,
        ...(config.roles.has('projector') ? [ProjectorModule] : []),
        ...(config.roles.has('api') ? [ApiModule, IntakeModule] : []),
      ],
    };
  }
}
