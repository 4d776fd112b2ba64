import type { Identity } from '@allocator/domain';

/** A column of `availability`, for set-wise writes through `unnest`. */
export interface Column {
  readonly name: string;
  readonly type: string;
  /** The column of many rows, as one parameter. */
  readonly array: (identities: readonly Identity[]) => Buffer;
}

/** Columns of a statement and of its parameters, in one order. */
export class ColumnSet {
  readonly names: string;
  /** The rows `u` of the parameters, from $2 on. */
  readonly unnested: string;
  /** `name = u.name`, of all but the number. */
  readonly assignments: string;

  constructor(private readonly columns: readonly Column[]) {
    this.names = columns.map(({ name }) => name).join(', ');
    const types = columns.map(({ type }, index) => `$${String(index + 2)}::${type}[]`);
    this.unnested = `unnest(${types.join(', ')}) as u (${this.names})`;
    const set = columns.filter(({ name }) => name !== 'number');
    this.assignments = set.map(({ name }) => `${name} = u.${name}`).join(', ');
  }

  /** The parameters from $2 on. */
  arrays(identities: readonly Identity[]): Buffer[] {
    return this.columns.map(({ array }) => array(identities));
  }
}
