/** Whether two terms are equal except for their version. Terms are small flat records of JSON values. */
export function equalTerms<T extends object>(a: T, b: T): boolean {
  return sorted(a) === sorted(b);
}

function sorted(terms: object): string {
  const entries = Object.entries(terms).filter(([member]) => member !== 'version');
  return JSON.stringify(
    entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([member, value]: [string, unknown]): [string, unknown] => [
        member,
        typeof value === 'object' && value !== null ? sorted(value) : value,
      ]),
  );
}
