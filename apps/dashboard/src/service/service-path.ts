import type { ParamsOf, QueryValues } from './answers.js';

/** The path of a call with its values, encoded. Throws if a value is missing. */
export function servicePath<Path extends string>(
  pattern: Path,
  params: ParamsOf<Path>,
  query: QueryValues = {},
): string {
  const values = new Map(Object.entries(params as Readonly<Record<string, string>>));
  const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`no value for {${name}} of ${pattern}`);
    return encodeURIComponent(value);
  });
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}
