import { watch } from 'node:fs';

/** An editor writes a file in several steps, and a checkout writes many files: they are one change. */
const quietMs = 100;

/** Changes of TypeScript sources below some folders, those before the first call of `next` included. */
export class SourceChanges {
  private isChanged = false;
  private report: () => void = () => undefined;

  constructor(folders: readonly string[], signal: AbortSignal) {
    let quiet: NodeJS.Timeout | undefined;
    const noteChange = (_: string, path: string | null): void => {
      if (path === null || !/(^|\/)src\/.*\.ts$/.test(path) || path.endsWith('.spec.ts')) return;
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        this.isChanged = true;
        this.report();
      }, quietMs);
    };
    for (const folder of folders) watch(folder, { recursive: true, signal }, noteChange);
  }

  /** Resolves once sources have changed since the last call. */
  async next(): Promise<void> {
    if (!this.isChanged) await new Promise<void>((resolve) => (this.report = resolve));
    this.isChanged = false;
  }
}
