import type { z } from 'zod';
import { cutText } from '../values/cut-text.js';

/** Faults of one value that are listed at most; one more says how many are not. */
export const faultsMax = 10;
const unknownNamesMax = 5;
const nameCharsMax = 50;
const messageCharsMax = 300;

export interface Fault {
  /** Path of the member, separated by dots; empty for the value itself. */
  readonly path: string;
  readonly message: string;
}

/** The faults of a value and their paths. Bounded in number and length, whatever the value. */
export function faultsOf({ issues }: z.ZodError): Fault[] {
  const listed = issues.slice(0, faultsMax).map((issue) => ({
    path: cutText(issue.path.map(String).join('.'), messageCharsMax),
    message: cutText(issue.code === 'unrecognized_keys' ? unknownNames(issue.keys) : issue.message, messageCharsMax),
  }));
  const more = issues.length - listed.length;
  return more === 0 ? listed : [...listed, { path: '', message: `${String(more)} more faults are not listed` }];
}

/** The `detail` of a problem or a dead letter. */
export function describeFaults(faults: readonly Fault[]): string {
  return faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
}

function unknownNames(names: readonly string[]): string {
  const listed = names.slice(0, unknownNamesMax).map((name) => JSON.stringify(cutText(name, nameCharsMax)));
  const more = names.length - listed.length;
  const kind = names.length === 1 ? 'Unrecognized key' : 'Unrecognized keys';
  return `${kind}: ${listed.join(', ')}${more === 0 ? '' : ` and ${String(more)} more`}`;
}
