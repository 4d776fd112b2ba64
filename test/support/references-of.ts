/** What a document of this repository refers to. */
export interface References {
  /** Targets of links, but for those to other sites. */
  readonly links: readonly string[];
  /** Paths of this repository in backticks and in code blocks; `{a,b}` is written out. */
  readonly paths: readonly string[];
  /** Scripts of package.json: `npm run x`, `npm test`. */
  readonly scripts: readonly string[];
  /** Commands of the command line: `pool import`. */
  readonly commands: readonly string[];
}

const path = /(?<![\w./-])(?:apps|libs|test|tools|docs|deploy|samples|\.ci|\.github)\/[\w./{},-]*[\w}]/g;

export function referencesOf(markdown: string): References {
  const prose = markdown.replaceAll(/^```.*?^```/gms, '');
  const code = [...markdown.matchAll(/^```\w*\n(.*?)^```/gms), ...prose.matchAll(/`([^`\n]+)`/g)].map(
    ([, text = '']) => text,
  );
  return {
    links: [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^(https?|mailto):/.test(target)),
    paths: code.flatMap((text) => [...text.matchAll(path)].flatMap(([found]) => expanded(found))),
    scripts: code.flatMap((text) => [
      ...[...text.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(([, script = '']) => script),
      ...[...text.matchAll(/\bnpm (start|test)\b/g)].map(([, script = '']) => script),
    ]),
    commands: code.flatMap((text) =>
      [
        ...text.matchAll(
          /(?:^|npm run (?:--silent )?)allocator (?:-- )?((?:(?:operator|agreement|pool|identity|database) )?[a-z][\w-]*)/gm,
        ),
      ].map(([, command = '']) => command),
    ),
  };
}

/** `a/{b,c}.ts` is `a/b.ts` and `a/c.ts`. */
function expanded(text: string): readonly string[] {
  const [, before = '', choices, after = ''] = /^(.*?)\{([^}]*)\}(.*)$/.exec(text) ?? [];
  if (choices === undefined) return [text];
  return choices.split(',').flatMap((choice) => expanded(before + choice + after));
}

/** The names by which GitHub links to the headings. */
export function anchorsOf(markdown: string): ReadonlySet<string> {
  const headings = [...markdown.replaceAll(/^```.*?^```/gms, '').matchAll(/^#{1,6} (.+)$/gm)];
  return new Set(
    headings.map(([, heading = '']) =>
      heading
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
