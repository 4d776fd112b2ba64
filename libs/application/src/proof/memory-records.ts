import type { KeyedRecords, RecordGroups } from '../ports/keyed-records.js';

/** Keeps all records in memory, for small histories. */
export class MemoryRecords implements KeyedRecords {
  count = 0;
  private readonly byKey = new Map<string, string[]>();

  add(key: string, record: string): void {
    this.count++;
    const group = this.byKey.get(key);
    if (group === undefined) this.byKey.set(key, [record]);
    else group.push(record);
  }

  async *groups(): AsyncGenerator<RecordGroups> {
    yield this.byKey;
  }

  close(): void {
    this.byKey.clear();
  }
}
