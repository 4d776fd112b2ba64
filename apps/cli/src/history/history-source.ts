import type { HistorySource as Source } from '@allocator/application';

/** An open source of a history: the service, its database, the topic, or the files of an export. */
export interface HistorySource extends Source {
  /** The name of the source in messages. */
  readonly title: string;
  close(): Promise<void>;
}
