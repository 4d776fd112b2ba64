import type { CompletedWord, Completions } from './completions-of.js';

/** A completion script for zsh, with the meaning of each word. */
export function zshScript(program: string, all: readonly Completions[]): string {
  const paths = all.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  const values = all.flatMap(({ path, values: known, others }) => [
    ...known.flatMap(({ option, choices }) =>
      option === undefined ? [] : [`    '${path} ${option}') compadd -- ${choices.join(' ')}; return ;;`],
    ),
    ...others.map((option) => `    '${path} ${option}') _files; return ;;`),
  ]);
  const words = all.map(({ path, words: own, values: known }) => {
    const ofArgument = known.filter(({ option }) => option === undefined).flatMap(({ choices }) => choices);
    const described = [...ofArgument.map((word) => ({ word, description: '' })), ...own].map(item);
    return `    '${path}') words_=(\n${described.map((line) => `      ${line}`).join('\n')}\n    ) ;;`;
  });
  return `#compdef ${program}
_${program}() {
  local path_='' i
  local -a words_
  for ((i = 2; i < CURRENT; i++)); do
    case "$path_ $words[i]" in
    ${paths.join('|')}) path_="$path_ $words[i]" ;;
    esac
  done
  case "$path_ $words[CURRENT-1]" in
${values.join('\n')}
  esac
  case "$path_" in
${words.join('\n')}
  esac
  if [[ $words[CURRENT] == -* ]]; then
    _describe '${program}' words_
  else
    _describe '${program}' words_ || _files
  fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _${program} "$@"
else
  compdef _${program} ${program}
fi
`;
}

/** As \`_describe\` reads it. */
function item({ word, description }: CompletedWord): string {
  const described = description === '' ? word : `${word}:${description.replaceAll(':', '\\:')}`;
  return `'${described.replaceAll("'", "'\\''")}'`;
}
