import type { Identity } from '@allocator/domain';

/** A column of `availability`, for set-wise writes through `unnest`. */
export interface Column {
  readonly name: string;
  readonly type: string;
  /** The column of many rows, as one parameter. */
  readonly array: (identities: readonly Identity[]) => Buffer;
}

/** Columns of a statement and of its parameters, in one order; the lane comes first. */
export class ColumnSet {
  readonly names: string;
  /** By name, without the lane. */
  readonly types: Readonly<Record<string, string>>;
  /** `name = wanted.name`, of all but the lane and the number. */
  readonly assignments: string;

  constructor(private readonly columns: readonly Column[]) {
    this.names = ['lane', ...columns.map(({ name }) => name)].join(', ');
    this.types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
    const set = columns.filter(({ name }) => name !== 'number');
    this.assignments = set.map(({ name }) => `${name} = wanted.${name}`).join(', ');
  }

  /** Without the lanes. */
  arrays(identities: readonly Identity[]): Buffer[] {
    return this.columns.map(({ array }) => array(identities));
  }
}
