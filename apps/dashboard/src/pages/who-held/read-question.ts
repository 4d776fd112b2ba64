import type { HolderQuestion } from '../../proof/proof-file.js';

/** The fields of the form, as they were typed. */
export interface QuestionFields {
  /** An IMPI or any of the IMPUs. */
  readonly name: string;
  /** UTC; empty: now. */
  readonly at: string;
  /** UTC; empty: everything that is recorded. */
  readonly knownAt: string;
  readonly reason: string;
}

export interface QuestionFaults {
  readonly name?: string;
  readonly at?: string;
  readonly knownAt?: string;
}

const uri = /^(sips?|tel):/i;
/** A date, or a date and a time; a `Z` or `UTC` at its end is not needed. */
const utc = /^(\d{4}-\d{2}-\d{2})(?:[T ]+(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))? *(?:Z|UTC)?$/i;

/** The question, or what is wrong with the fields. */
export function readQuestion(
  fields: QuestionFields,
): { readonly question: HolderQuestion } | { readonly faults: QuestionFaults } {
  const name = fields.name.trim();
  const at = instantOf(fields.at);
  const knownAt = instantOf(fields.knownAt);
  const fault = 'Write UTC as 2026-11-27 10:05:00, or leave it empty.';
  const faults: QuestionFaults = {
    ...(name === '' && { name: 'Write an IMPI, or a SIP or tel URI.' }),
    ...(at === undefined && { at: fault }),
    ...(knownAt === undefined && { knownAt: fault }),
  };
  if (Object.keys(faults).length > 0) return { faults };
  return {
    question: {
      ...(uri.test(name) ? { impu: name } : { impi: name }),
      ...(at !== undefined && at !== null && { at }),
      ...(knownAt !== undefined && knownAt !== null && { knownAt }),
      reason: fields.reason.trim(),
    },
  };
}

/** ISO 8601 with milliseconds; null if the text is empty, undefined if it is no instant. */
function instantOf(text: string): string | null | undefined {
  if (text.trim() === '') return null;
  const [, day, clock = '00:00'] = utc.exec(text.trim()) ?? [];
  if (day === undefined) return undefined;
  const instant = new Date(`${day}T${clock}${clock.length === 5 ? ':00' : ''}Z`);
  const isReal = !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(day);
  return isReal ? instant.toISOString() : undefined;
}
