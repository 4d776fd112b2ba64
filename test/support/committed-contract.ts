import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../docs/api/', import.meta.url);

/** A document of docs/api as it is committed; with `UPDATE_CONTRACT=1` it is generated again first. */
export function committedContract(file: string, generated: object): unknown {
  const path = fileURLToPath(new URL(file, folder));
  if (process.env['UPDATE_CONTRACT'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(generated, null, 2)}\n`);
  }
  return readContract(file);
}

export function readContract(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
}
