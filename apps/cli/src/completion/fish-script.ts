import type { Completions } from './completions-of.js';

/** A completion script for fish, with the meaning of each word. */
export function fishScript(program: string, all: readonly Completions[]): string {
  const paths = all.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  const lines = all.flatMap(({ path, words, values, others }) => {
    const at = `complete -c ${program} -n "test (__${program}_path) = '${path}'"`;
    const choicesOf = new Map(values.map(({ option, choices }) => [option, choices]));
    const ofArgument = choicesOf.get(undefined);
    return [
      ...(ofArgument === undefined ? [] : [`${at} -f -a '${ofArgument.join(' ')}'`]),
      ...words.map(({ word, description }) => {
        const meaning = `-d '${description.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
        if (!word.startsWith('--')) return `${at} -f -a ${word} ${meaning}`;
        const choices = choicesOf.get(word);
        const value = choices === undefined ? (others.includes(word) ? ' -r' : '') : ` -x -a '${choices.join(' ')}'`;
        return `${at} -l ${word.slice(2)}${value} ${meaning}`;
      }),
    ];
  });
  return `# fish completion of ${program}
function __${program}_path
    set -l path ''
    for word in (commandline -opc)[2..]
        switch "$path $word"
            case ${paths.join(' ')}
                set path "$path $word"
        end
    end
    echo "$path"
end
${lines.join('\n')}
`;
}
