import {
  CommandBatcher,
  FindExposures,
  FindMisplaced,
  FindHolder,
  ImportIdentities,
  IndicateReassignable,
  SetTerms,
} from '@allocator/application';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { HealthController } from './features/health/health.controller.js';
import { ApiModule } from './features/api.module.js';
import {
  ANALYTICS_QUERIES,
  AUDIT_LOG,
  AUDIT_QUERIES,
  CHECKPOINTS,
  CHECKPOINT_KEY,
  CONFIG,
  EVENT_READER,
  HANDLED_COMMANDS,
  HEALTH,
  LOG,
  QUERIES,
  SHARED_NAMES,
  SUBJECT_ERASURE,
} from './tokens.js';
import type { Wiring } from './wiring.js';

/** What this process serves: health in every role, the API where it has that role. */
@Module({})
export class AllocatorModule {
  static with(wiring: Wiring): DynamicModule {
    const { config, log, queries, historyReader, health, batcher, indications, terms, exposures, misplaced, imports } =
      wiring;
    const {
      analyticsQueries,
      auditQueries,
      auditLog,
      holder,
      erasure,
      checkpoints,
      checkpointKey,
      handledCommands,
      sharedNames,
    } = wiring;
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: LOG, useValue: log },
      { provide: QUERIES, useValue: queries },
      { provide: EVENT_READER, useValue: historyReader },
      { provide: HEALTH, useValue: health },
      { provide: CommandBatcher, useValue: batcher },
      { provide: IndicateReassignable, useValue: indications },
      { provide: SetTerms, useValue: terms },
      { provide: FindExposures, useValue: exposures },
      { provide: FindMisplaced, useValue: misplaced },
      { provide: ANALYTICS_QUERIES, useValue: analyticsQueries },
      { provide: AUDIT_QUERIES, useValue: auditQueries },
      { provide: AUDIT_LOG, useValue: auditLog },
      { provide: SHARED_NAMES, useValue: sharedNames },
      { provide: SUBJECT_ERASURE, useValue: erasure },
      { provide: HANDLED_COMMANDS, useValue: handledCommands },
      { provide: FindHolder, useValue: holder },
      { provide: CHECKPOINTS, useValue: checkpoints },
      { provide: CHECKPOINT_KEY, useValue: checkpointKey },
      { provide: ImportIdentities, useValue: imports },
    ];
    return {
      module: AllocatorModule,
      global: true,
      imports: config.roles.has('api') ? [ApiModule] : [],
      controllers: [HealthController],
      providers,
      exports: providers.map(({ provide }) => provide),
    };
  }
}
