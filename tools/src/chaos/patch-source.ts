import type { LoadHook } from 'node:module';
import type { Patch } from './defences.js';

let patches: readonly Patch[] = [];

/** Called by Node with the data that was passed to `register`. */
export function initialize(data: { readonly patches: readonly Patch[] }): void {
  ({ patches } = data);
}

/** Changes sources as they are loaded. A patch that does not fit is an error: it would turn nothing off. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  const ofFile = patches.filter(({ file }) => new URL(url).pathname.endsWith(`/${file}`));
  if (ofFile.length === 0) return loaded;
  return { ...loaded, source: ofFile.reduce(patchSource, textOf(loaded.source)) };
};

export function patchSource(source: string, { file, replace, by }: Patch): string {
  if (source.split(replace).length !== 2) throw new Error(`${file} must contain this text once: ${replace}`);
  return source.replace(replace, () => by);
}

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray | undefined): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}
