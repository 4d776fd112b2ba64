/** An instant to the millisecond in UTC, as records have it: `2026-11-27 20:55:46.123`; `–` if there is none. */
export function utcText(instant: string | number | null | undefined): string {
  if (instant === null || instant === undefined) return '–';
  return new Date(instant).toISOString().replace('T', ' ').replace('Z', '');
}

/** The same to the second. */
export function utcSeconds(instant: string | number | null | undefined): string {
  return utcText(instant).slice(0, 19);
}
