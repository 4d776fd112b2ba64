import { z } from 'zod';

/** A lone surrogate would be stored as a replacement character, which would make two subjects equal. PostgreSQL cannot store NUL. */
const loneSurrogate = /\p{Cs}/u;
/** The same for JSON Schema, whose texts contain no lone surrogates. */
const withoutNul = '^[^\\u0000]*$';

/** Text that the store returns unchanged. */
export function storableText(min: number, max: number) {
  return z
    .string()
    .min(min)
    .max(max)
    .refine(
      // A text that is too long is not checked further.
      (text) => text.length > max || (!text.includes('\0') && !loneSurrogate.test(text)),
      'contains a NUL or an unpaired surrogate',
    )
    .meta({ pattern: withoutNul });
}
