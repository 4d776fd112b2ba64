/** A table in a statement, with the parentheses around it: each is the position at which it opens. */
interface Mention {
  readonly at: number;
  readonly scope: readonly number[];
  readonly table: string;
  /** By which the statement refers to it. */
  readonly name: string;
  isFiltered: boolean;
}

interface Filter {
  readonly at: number;
  readonly scope: readonly number[];
  /** Undefined if it names no table. */
  readonly name: string | undefined;
  /** The table with whose lane it compares; undefined for a parameter. */
  readonly other: string | undefined;
}

/** Words that follow a table without an alias. */
const noAlias =
  'as|cross|do|for|full|group|inner|join|lateral|left|limit|natural|on|order|returning|set|union|using|values|where';

/**
 * The mentions of these tables that no filter by the lane belongs to, in the order of the text. A filter is `lane = $1`, of the innermost
 * `select` around it, or `alias.lane = $1`; a comparison with the lane of a table that is filtered is one, too.
 */
export function unfilteredTables(text: string, tables: readonly string[]): readonly string[] {
  const scopeAt = scopesOf(text);
  const mentioned = new RegExp(
    String.raw`\b(?:from|join|update)\s+(\w+)\b(?:\s+(?:as\s+)?(?!(?:${noAlias})\b)(\w+))?`,
    'g',
  );
  const mentions = [...text.matchAll(mentioned)].flatMap(({ index, 1: table = '', 2: alias }): Mention[] =>
    tables.includes(table)
      ? [{ at: index, scope: scopeAt(index), table, name: alias ?? table, isFiltered: false }]
      : [],
  );
  const filters = [...text.matchAll(/\b(?:(\w+)\.)?lane = (?:(\w+)\.lane\b|\$\d)/g)].map(
    ({ index, 1: name, 2: other }): Filter => ({ at: index, scope: scopeAt(index), name, other }),
  );
  // A comparison filters one table as soon as the other one is filtered.
  for (let before = -1; before !== mentions.filter(({ isFiltered }) => isFiltered).length;) {
    before = mentions.filter(({ isFiltered }) => isFiltered).length;
    for (const filter of filters) {
      const own = referredTo(mentions, filter, filter.name);
      const other = filter.other === undefined ? undefined : referredTo(mentions, filter, filter.other);
      if (filter.other === undefined) mark(own);
      else if (own?.isFiltered === true || other?.isFiltered === true) [own, other].forEach(mark);
    }
  }
  return mentions.flatMap(({ table, isFiltered }) => (isFiltered ? [] : [table]));
}

function mark(mention: Mention | undefined): void {
  if (mention !== undefined) mention.isFiltered = true;
}

/** The mention that a name at this place stands for: the innermost around it; without a name, the last one there. */
function referredTo(
  mentions: readonly Mention[],
  { at, scope }: Filter,
  name: string | undefined,
): Mention | undefined {
  const around = mentions.filter(
    (mention) =>
      (name === undefined ? mention.at < at : mention.name === name) &&
      mention.scope.every((opens, depth) => scope[depth] === opens),
  );
  const depth = Math.max(...around.map((mention) => mention.scope.length));
  return around.findLast((mention) => mention.scope.length === depth);
}

function scopesOf(text: string): (at: number) => readonly number[] {
  const scopes: (readonly number[])[] = [];
  let open: readonly number[] = [];
  for (const [at, letter] of Array.from(text).entries()) {
    if (letter === ')') open = open.slice(0, -1);
    scopes.push(open);
    if (letter === '(') open = [...open, at];
  }
  return (at) => scopes[at] ?? [];
}
