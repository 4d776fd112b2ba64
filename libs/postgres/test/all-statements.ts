import { readdirSync } from 'node:fs';
import type { LaneWise } from '../src/sql/lane-wise.js';
import type { Statement } from '../src/sql/statement.js';

const sources = new URL('../src/', import.meta.url);

/** Every statement of the store, in the form for rows of several lanes, or of one. */
export async function allStatements(form: keyof LaneWise): Promise<readonly Statement[]> {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /statements.[^.]+\.ts$/.test(file),
  );
  const exported: unknown[] = [];
  for (const file of files) {
    exported.push(...(Object.values((await import(new URL(file, sources).href)) as object) as unknown[]));
  }
  return exported.flatMap((value) => {
    if (typeof value !== 'object' || value === null) return [];
    if ('ofLanes' in value) return [(value as LaneWise)[form]];
    return 'text' in value ? [value as Statement] : [];
  });
}
