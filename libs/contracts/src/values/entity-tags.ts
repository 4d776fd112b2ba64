import type { NamedVersions } from '@allocator/domain';
import { z } from 'zod';

const tag = '(?:W/)?"[!#-~]{0,64}"';
const tagsMax = 16;
/** Between two tags, and around all. A recipient accepts empty elements of a list (RFC 9110 clause 5.6.1.2). */
const separators = '[ \\t]*,[ \\t,]*';
const listPattern = new RegExp(`^(?:\\*|[ \\t,]*${tag}(?:${separators}${tag}){0,${String(tagsMax - 1)}}[ \\t,]*)$`);
const tagPattern = /(W\/)?"([^"]*)"/g;
const versionPattern = /^[1-9]\d{0,9}$/;

/** The value of `If-Match` or `If-None-Match`: `*`, or entity tags (RFC 9110 clause 13.1). */
export const entityTags = z
  .string()
  .max(2_048)
  .regex(listPattern, `must be * or up to ${String(tagsMax)} entity tags, such as "3"`)
  .meta({ description: '`*`, or entity tags: the version in double quotes', examples: ['"3"'] });

/** The entity tag of a version. */
export function entityTagOf(version: number): string {
  return `"${String(version)}"`;
}

/**
 * The versions that a list names. A tag that no version has names none.
 * @param tags as `entityTags` allows
 * @param comparison `strong` ignores weak tags (RFC 9110 clause 8.8.3.2)
 */
export function versionsIn(tags: string, comparison: 'strong' | 'weak'): NamedVersions {
  if (tags === '*') return 'any';
  return [...tags.matchAll(tagPattern)].flatMap(([, weak, text = '']) =>
    versionPattern.test(text) && (weak === undefined || comparison === 'weak') ? [Number(text)] : [],
  );
}
