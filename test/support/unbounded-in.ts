type Json = Readonly<Record<string, unknown>>;

/** Formats that limit the length of a text. */
const boundedFormats: readonly unknown[] = ['date-time', 'uuid'];
/** Bodies that are streamed: their rows have limits. */
const streamed = /\/content\/(text|application)\/(csv|x-ndjson|event-stream)\/schema$/;
/** Values, not schemas. */
const values = new Set(['example', 'examples', 'default', 'enum', 'const']);

/** The places of schemas that allow a number, a text or a list of any size. */
export function unboundedIn(value: unknown, place = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => unboundedIn(item, `${place}/${String(index)}`));
  if (typeof value !== 'object' || value === null) return [];
  const own = isUnbounded(value as Json) && !streamed.test(place) ? [place] : [];
  const members = Object.entries(value).filter(([name]) => !values.has(name));
  return [...own, ...members.flatMap(([name, member]) => unboundedIn(member, `${place}/${name}`))];
}

function isUnbounded(schema: Json): boolean {
  const types: readonly unknown[] = [schema['type']].flat();
  if ('enum' in schema || 'const' in schema) return false;
  if (types.includes('integer') || types.includes('number')) return !isBounded(schema);
  if (types.includes('string')) return schema['maxLength'] === undefined && !boundedFormats.includes(schema['format']);
  return types.includes('array') && schema['maxItems'] === undefined;
}

/** Bounds that say no more than that a double can hold the number are none. */
function isBounded({ minimum, exclusiveMinimum, maximum }: Json): boolean {
  const bounds = [minimum ?? exclusiveMinimum, maximum];
  return bounds.every((bound) => typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER);
}
