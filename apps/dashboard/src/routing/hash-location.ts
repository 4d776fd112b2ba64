/** Where the address bar points: pages are in the fragment, so the server knows one page alone, and so does the token issuer. */
export interface HashLocation {
  /** `/pools/pool-a` */
  readonly path: string;
  readonly search: URLSearchParams;
}

/** @param hash `location.hash`: `#/pools/pool-a?state=held`, or empty */
export function readHash(hash: string): HashLocation {
  const [path = '', search = ''] = hash.replace(/^#/, '').split('?', 2);
  return { path: path.startsWith('/') ? path : `/${path}`, search: new URLSearchParams(search) };
}

type Values = Readonly<Record<string, string | undefined>>;

/** The link to a page, for `href`. Segments are encoded by `pathTo`; undefined values are left out. */
export function hrefTo(path: string, search: Values = {}): string {
  const given = Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const query = new URLSearchParams(given).toString();
  return query === '' ? `#${path}` : `#${path}?${query}`;
}

/** The path of a page: `pathTo('/pools/{poolId}', { poolId })`. Throws if a value is missing. */
export function pathTo(pattern: string, values: Values): string {
  return pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for {${name}} of ${pattern}`);
    return encodeURIComponent(value);
  });
}

/** The values of a pattern's parameters in a path; undefined if the path is another one. */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const text = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined) {
      if (segment !== text) return undefined;
      continue;
    }
    const value = decoded(text);
    if (value === undefined || value === '') return undefined;
    values[name] = value;
  }
  return values;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
