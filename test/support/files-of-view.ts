/**
 * Paths of the scripts and styles of the dashboard's build that a browser loads before these chunks have run, beside the page's own.
 * @param read the text of a path of the service
 * @param chunks names of files that the page loads when they are needed, without hash: `pools-page`
 */
export async function filesOfView(
  read: (path: string) => Promise<string>,
  chunks: readonly string[],
): Promise<readonly string[]> {
  const page = await read('/');
  const own = [...page.matchAll(/ (?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path = '']) => path);
  const texts = await Promise.all(own.filter(isScript).map(read));
  const lazy = chunks.flatMap((chunk) => {
    const files = texts.flatMap((text) => filesOfChunk(text, chunk));
    if (files.length === 0) throw new Error(`the dashboard loads no chunk ${chunk}`);
    return files;
  });
  const found = new Set([...own, ...lazy]);
  // A set iterates over what is added meanwhile.
  for (const path of found)
    if (isScript(path)) for (const imported of importedBy(await read(path))) found.add(imported);
  return [...found];
}

const isScript = (path: string): boolean => path.endsWith('.js');

/** The script of a chunk and what Vite loads with it: the numbers of `__vite__mapDeps` are places in its list of files. */
function filesOfChunk(text: string, chunk: string): readonly string[] {
  const call = new RegExp(
    `import\\([\`"']\\./(${chunk}-[\\w-]{8}\\.js)[^]*?(?:__vite__mapDeps\\(\\[([\\d,]*)\\]\\)|\\[\\])`,
  );
  const [, script, places] = call.exec(text) ?? [];
  if (script === undefined) return [];
  const [, list = ''] = /m\.f=\[([^\]]*)\]/.exec(text) ?? [];
  const files = [...list.matchAll(/"([^"]+)"/g)].map(([, file = '']) => `/${file}`);
  const numbers = places === undefined || places === '' ? [] : places.split(',').map(Number);
  return [`/assets/${script}`, ...numbers.flatMap((place) => files[place] ?? [])];
}

/** Static imports alone. */
function importedBy(text: string): readonly string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)].map(
    ([, file = '']) => `/assets/${file}`,
  );
}
