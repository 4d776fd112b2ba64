import type { WwsfId } from '@allocator/domain';

/** Command records in Kafka. Unlike events they contain references to persons. */
export interface HandledCommands {
  /** Deletes the answered records of one WWSF. */
  forget(wwsfId: WwsfId): Promise<void>;
}
