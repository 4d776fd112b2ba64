import { describe, expect, it } from '@jest/globals';
import { whereAvailable } from '@allocator/testing';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bashScript } from '../src/completion/bash-script.js';
import { completionsOf } from '../src/completion/completions-of.js';
import { fishScript } from '../src/completion/fish-script.js';
import { zshScript } from '../src/completion/zsh-script.js';
import { createProgram } from '../src/create-program.js';

const all = completionsOf(createProgram());

function describeShell(shell: string, suite: () => void): void {
  const isHere = spawnSync(shell, ['-c', 'true']).status === 0;
  whereAvailable(describe, isHere ? undefined : `no ${shell}: install it`)(`completion in ${shell}`, suite);
}

const cases: [line: string, some: readonly string[], none: readonly string[]][] = [
  ['', ['operator', 'identity', 'who-held', 'completion'], ['list', '--json']],
  ['identity ', ['list', 'get'], ['operator']],
  ['identity list pool-a --', ['--state', '--limit', '--json', '--profile'], ['--reason', 'get']],
  ['identity list pool-a --state ', ['assignable', 'quarantined'], ['--json', 'list']],
  ['identity list pool-a --state qu', ['quarantined'], ['assignable']],
  ['completion ', ['bash', 'zsh', 'fish'], ['operator']],
];

/** The words that a shell proposes at the end of a line. */
function proposedBy(shell: string, script: string, ask: (line: string) => string, line: string): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'allocator-completion-'));
  const file = join(dir, 'script');
  writeFileSync(file, `${script}\n${ask(`allocator ${line}`)}\n`);
  try {
    return execFileSync(shell, [file], { encoding: 'utf8' }).trim().split(/\s+/);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

describeShell('bash', () => {
  const ask = (line: string): string =>
    `COMP_WORDS=(${line.replace(/ $/, " ''")}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _allocator; echo "\${COMPREPLY[@]}"`;

  it.each(cases)('proposes what can follow "%s"', (line, some, none) => {
    const words = proposedBy('bash', bashScript('allocator', all), ask, line);
    expect(words).toEqual(expect.arrayContaining([...some]));
    expect(words.filter((word) => none.includes(word))).toEqual([]);
  });
});

describeShell('fish', () => {
  it.each(cases)('proposes what can follow "%s"', (line, some, none) => {
    const script = fishScript('allocator', all);
    const lines = proposedBy('fish', script, (typed) => `complete -C '${typed}' | string split -f1 \\t; true`, line);
    expect(lines).toEqual(expect.arrayContaining([...some]));
    expect(lines.filter((word) => none.includes(word))).toEqual([]);
  });
});

describeShell('zsh', () => {
  const ask = (line: string): string =>
    [
      '_describe() { print -l -- ${${(P)2}%%:*} }; compadd() { shift; print -l -- $@ }; _files() { }',
      `words=(${line.replace(/ $/, " ''")}); CURRENT=$#words; _allocator`,
    ].join('\n');

  it.each(cases)('proposes what can follow "%s"', (line, some, none) => {
    const script = `compdef() { }\n${zshScript('allocator', all)}`;
    const typed = /\S*$/.exec(line)?.[0] ?? '';
    // The shell itself filters by what has been typed.
    const words = proposedBy('zsh', script, ask, line).filter((word) => word.startsWith(typed));
    expect(words).toEqual(expect.arrayContaining([...some]));
    expect(words.filter((word) => none.includes(word))).toEqual([]);
  });
});
