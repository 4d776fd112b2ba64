import { eventSourceOf } from '@allocator/domain';
import type { EventOrigin } from '@allocator/domain';
import type { Database } from '@allocator/postgres';
import type { Config } from '../config/config.js';

/** What the events of this installation name as their source and as the place of their schemas. */
export const EVENT_ORIGIN = Symbol('EventOrigin');

export function eventOrigin({ schemasUrl }: Config, { installationId }: Database): EventOrigin {
  return { source: eventSourceOf(installationId), schemasUrl };
}
