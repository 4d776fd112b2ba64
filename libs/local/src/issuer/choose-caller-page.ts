import type { LocalCaller } from './local-callers.js';

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 24rem; margin: 12vh auto; padding: 0 1rem; }
h1 { font-size: 1.25rem; }
form { display: grid; gap: .5rem; }
button { padding: .6rem 1rem; font: inherit; text-align: start; cursor: pointer; }
`;

/** Lets the user choose a caller; the form returns the request's own query. */
export function chooseCallerPage(callers: readonly LocalCaller[], query: URLSearchParams): string {
  const kept = [...query]
    .filter(([name]) => name !== 'caller')
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`);
  const choices = callers.map(
    ({ id, title }) => `<button name="caller" value="${escaped(id)}">${escaped(title)}</button>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in · local issuer</title>
<style>${style}</style>
<main>
<h1>Sign in as</h1>
<p>The local issuer trusts everyone on this machine. Choose a role of the sample data.</p>
<form method="post" action="authorize">
${[...kept, ...choices].join('\n')}
</form>
</main>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
