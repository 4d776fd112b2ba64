import { expect, it } from '@jest/globals';
import { Table } from '../src/list/table.js';
import { recordLines } from '../src/list/record-lines.js';

interface Row {
  readonly name: string;
  readonly size: number;
  readonly note: string | null;
}
const columns = [
  { title: 'NAME', of: ({ name }: Row) => name },
  { title: 'SIZE', of: ({ size }: Row) => size },
  { title: 'NOTE', of: ({ note }: Row) => note },
];

it('aligns columns, numbers to the right, and widens them for a longer value of a later page', () => {
  const table = new Table(columns);
  const pages = [
    [
      { name: 'a', size: 7, note: 'x' },
      { name: 'bb', size: 12_345, note: null },
    ],
    [{ name: 'longer', size: 1, note: 'y' }],
  ];
  expect(pages.flatMap((page) => table.lines(page))).toEqual([
    'NAME   SIZE  NOTE',
    'a         7  x',
    'bb    12345  -',
    'longer      1  y',
  ]);
});

it('prints nothing for an empty list', () => {
  expect(new Table(columns).lines([])).toEqual([]);
});

it('prints a document by its members, with those of inner objects', () => {
  const record = { id: 'op-a', guard: { skew: 5 }, realms: ['a', 'b'], none: [], at: null, warnings: [{ code: 'w' }] };
  expect(recordLines(record)).toEqual([
    'id          op-a',
    'guard.skew  5',
    'realms      a b',
    'none        none',
    'at          none',
    'warnings    {"code":"w"}',
  ]);
});
