import { describe, expect, it } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { type ImportRow, canonicalRow, isFault } from '@allocator/domain';

const folder = new URL('../../../samples/identities/', import.meta.url);

/** The drama numbers of Berlin and Hamburg (Bundesnetzagentur), and of London and Manchester (Ofcom). */
const fictitiousNumbers = /^\+(?:493023125|494066969|442079460|441614960)\d{3}$/;

/** The rows of a sample file, read in a simpler way than the service does: no field of theirs needs quotes. */
function rowsOf(file: string): ImportRow[] {
  const lines = readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n');
  const rows = file.endsWith('.csv')
    ? lines.slice(1).map(csvRow)
    : lines.map((line) => JSON.parse(line) as Subscription);
  return rows.map((row, index) => ({ row: index + 1, ...row }));
}

type Subscription = Omit<ImportRow, 'row'>;

function csvRow(line: string): Subscription {
  const [impi = '', ...impus] = line.split(',');
  return { impi, impus };
}

describe('the sample identities', () => {
  const files = readdirSync(folder);

  it.each(files)('of %s are in canonical form', (file) => {
    for (const row of rowsOf(file)) {
      const canonical = canonicalRow(row);
      expect(canonical).toMatchObject({ impi: row.impi, impus: row.impus });
    }
  });

  it('are 3,000, and no two share an IMPI, an address or a number', () => {
    const rows = files.flatMap(rowsOf).map(canonicalRow);
    const aliases = rows.flatMap((row) => (isFault(row) ? [] : row.aliases));
    expect(rows).toHaveLength(3_000);
    expect(new Set(aliases).size).toBe(aliases.length);
    // An IMPI each, and one name more: a tel URI and its companion SIP URI are one.
    expect(aliases).toHaveLength(6_000);
  });

  it('have each number as tel URI and as companion SIP URI, from ranges reserved for fiction', () => {
    const numbered = files.flatMap(rowsOf).filter(({ impus }) => impus.some((impu) => impu.startsWith('tel:')));
    expect(numbered).toHaveLength(1_500);
    for (const { impus } of numbered) {
      const number = impus.find((impu) => impu.startsWith('tel:'))?.slice('tel:'.length) ?? '';
      expect(impus).toContain(`sip:${number}@op-a.example;user=phone`);
      expect(number).toMatch(fictitiousNumbers);
    }
  });
});
