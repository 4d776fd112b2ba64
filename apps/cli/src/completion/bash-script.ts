import type { Completions } from './completions-of.js';

/** A completion script for bash (4 or later, and the 3.2 of macOS). */
export function bashScript(program: string, all: readonly Completions[]): string {
  const paths = all.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  const values = all.flatMap(({ path, values: known, others }) => [
    ...known.flatMap(({ option, choices }) =>
      option === undefined ? [] : [`    '${path} ${option}') words='${choices.join(' ')}' ;;`],
    ),
    ...others.map((option) => `    '${path} ${option}') return ;;`),
  ]);
  const words = all.map(({ path, words: own, values: known }) => {
    const ofArgument = known.filter(({ option }) => option === undefined).flatMap(({ choices }) => choices);
    return `      '${path}') words='${[...ofArgument, ...own.map(({ word }) => word)].join(' ')}' ;;`;
  });
  return `# bash completion of ${program}
_${program}() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} path='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
    ${paths.join('|')}) path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  COMPREPLY=()
  case "$path $previous" in
${values.join('\n')}
    *)
      case "$path" in
${words.join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _${program} ${program}
`;
}
