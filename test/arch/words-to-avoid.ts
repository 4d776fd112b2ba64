/** A word that makes a reader stop, and what this project writes instead. Found in any form of writing: `lentAt`, `lent_at`, `LENT`. */
interface WordToAvoid {
  readonly word: RegExp;
  readonly write: string;
}

const wordsToAvoid: readonly WordToAvoid[] = [
  { word: /\b(lends?|lending|lendings|lent|lender)\b/, write: 'assign, assignment (public), lease (domain)' },
  { word: /\b(askings?|asker|askers)\b/, write: 'request, arrival' },
  { word: /\b(told|untold)\b/, write: 'reported, logged, answered' },
  { word: /\bnobody\b/, write: 'no one, no client, no process: whoever it is' },
  { word: /\bwhoever\b/, write: 'the caller, the client, anyone who' },
  { word: /\b(be|is|are|was|were) had\b/, write: 'is available, is unavailable' },
  { word: /\b(comes?|came|coming) to (?!an? end|rest)/, write: 'reaches, becomes' },
  { word: /\b(has|have|had) to\b/, write: 'must' },
  { word: /\breckon(s|ed|ing)?\b/, write: 'calculate, count, assume' },
  { word: /\banew\b/, write: 'again' },
  { word: /\b(dear|dearer|dearest)\b/, write: 'expensive' },
  { word: /\bvouch(es|ed)?\b/, write: 'sign, prove' },
  { word: /\b(mend|mends|mended|mending|mendable)\b/, write: 'fix, repair' },
  { word: /\b(goes|go|went|going) on\b/, write: 'continue' },
  { word: /\bsaid\b/, write: 'reported, logged, output, stated' },
  { word: /\b(for ever|forever)\b/, write: 'permanently, without end, is never deleted: what is meant' },
  { word: /\bearn(s|ed|ing)?\b/, write: 'a plain description' },
  { word: /\btroubles?\b/, write: 'fault, failure, error, problem' },
  { word: /\bwish(es|ed|ing)?\b/, write: 'optional, preferred, if you want' },
  { word: /\bstrangers?\b/, write: 'another tenant, a foreign member: who it is' },
  { word: /\b(gives?|given|gave|giving) back\b/, write: 'release, return' },
  { word: /\b(first|next|last) word\b/, write: 'first report, next report' },
  { word: /\b(is|are) passing\b/, write: 'temporary' },
  { word: /\b(lest|thereof|therein|whence|hitherto|thence|hence|whereof|therewith|thereby)\b/, write: 'a usual word' },
  { word: /\b(kafka|store|database|broker|postgres) away\b/, write: 'unavailable' },
  { word: /\bis not as\b/, write: 'say what is wrong' },
  { word: /\bbehind (its|their) (back)\b/, write: 'a plain description' },
  { word: /\bof old\b/, write: 'former, earlier' },
  { word: /\bat once\b/, write: 'immediately, at the same time' },
];

/** What a file may write all the same. */
interface Exception {
  readonly files: RegExp;
  readonly text: RegExp;
}

const exceptions: readonly Exception[] = [
  // The name of a Unix account.
  { files: /^libs\/local\/src\/stack\/postgres\/postgres-account\.ts$/, text: /'nobody'/g },
  // History may quote, in backticks, the names that were replaced.
  { files: /^(CHANGELOG\.md|docs\/adr\/)/, text: /`[^`\n]*`/g },
];

/** `line: text (write ...)` for each word to avoid in a file. */
export function faultsOf(path: string, text: string): readonly string[] {
  const checked = exceptions
    .filter(({ files }) => files.test(path))
    .reduce((rest, exception) => rest.replaceAll(exception.text, '``'), text);
  return checked.split('\n').flatMap((line, index) => {
    const words = asWords(line);
    return wordsToAvoid
      .filter(({ word }) => word.test(words))
      .map(({ write }) => `${String(index + 1)}: ${line.trim().slice(0, 120)} (write: ${write})`);
  });
}

/** Identifiers as words: `lentAt`, `lent_at` and `lent-at` are "lent at". */
function asWords(text: string): string {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase();
}
