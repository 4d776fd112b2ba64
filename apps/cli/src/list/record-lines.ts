/** The members of a JSON document, one a line; those of an inner object have its name in front. */
export function recordLines(record: object): readonly string[] {
  const members = flat(record, '');
  const width = Math.max(0, ...members.map(([name]) => name.length));
  return members.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}

function flat(record: object, prefix: string): readonly (readonly [string, string])[] {
  return Object.entries(record).flatMap(([name, value]: [string, unknown]) => {
    const path = `${prefix}${name}`;
    if (isRecord(value)) return flat(value, `${path}.`);
    return [[path, Array.isArray(value) ? value.map(text).join(' ') || 'none' : text(value)] as const];
  });
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
