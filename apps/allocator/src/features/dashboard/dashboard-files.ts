import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the build of the dashboard has written. */
export class DashboardFiles {
  private readonly folder = dirname(fileURLToPath(import.meta.resolve('@allocator/dashboard/index.html')));
  /** Files whose names change with their content. */
  readonly assets = join(this.folder, 'assets');

  isBuilt(): boolean {
    return existsSync(this.assets);
  }

  /** The page, which names the files that it needs. Read again each time: a build replaces it together with them. */
  page(): Promise<string> {
    return readFile(join(this.folder, 'index.html'), 'utf8');
  }
}
