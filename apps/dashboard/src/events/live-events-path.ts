/**
 * The stream of all lanes that the caller may see.
 * @param after events after which it starts, `<lane>-<position>`, one a lane; `latest`: only what is recorded from now on
 */
export function liveEventsPath(after: readonly string[] | 'latest'): string {
  const query = new URLSearchParams({ follow: 'true' });
  for (const id of after === 'latest' ? [after] : after) query.append('after', id);
  return `/v1/events?${query.toString()}`;
}
