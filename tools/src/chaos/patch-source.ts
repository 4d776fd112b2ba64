import type { Patch } from './defences.js';

/** A patch that does not fit is an error: it would turn nothing off. */
export function patchSource(source: string, { file, replace, by }: Patch): string {
  if (source.split(replace).length !== 2) throw new Error(`${file} must contain this text once: ${replace}`);
  return source.replace(replace, () => by);
}
