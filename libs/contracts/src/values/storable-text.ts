import { z } from 'zod';

/** Half a character (a lone surrogate) would be stored as another one, and two subjects become one; a NUL is stored by no database. */
const unstorable = /\p{Cs}/u;
/** As a JSON Schema can say it: no character of a JSON text is half a one. */
const withoutNul = '^[^\\u0000]*$';

/** Text as it can be stored, and told again as it came. */
export function storableText(min: number, max: number) {
  return z
    .string()
    .min(min)
    .max(max)
    .refine(
      // A text that is too long is not checked further.
      (text) => text.length > max || (!text.includes('\0') && !unstorable.test(text)),
      'contains a NUL or an unpaired surrogate',
    )
    .meta({ pattern: withoutNul });
}

const halfAtEnd = /[\uD800-\uDBFF]$/;

/** The text; if it is longer than `charsMax`, its beginning with an ellipsis. No surrogate pair is split. */
export function cutText(text: string, charsMax: number): string {
  return text.length <= charsMax ? text : `${text.slice(0, charsMax - 1).replace(halfAtEnd, '')}…`;
}
