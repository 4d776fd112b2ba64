/** Requests of new users, numbered from one after `from`, as radclient reads them. */
export function radclientRequests(from: number, count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const number = String(from + index + 1);
    return `User-Name = "user-${number}@wwsf-a.example"\nNAS-IP-Address = 127.0.0.1\nNAS-Port = ${number}\nCalling-Station-Id = "${number}"\n`;
  }).join('\n');
}

/** Of the summary that radclient prints (`-s`). */
export function acceptedIn(output: string): number {
  const [, accepted] = /^\s*Accepted\s*: (\d+)$/m.exec(output) ?? [];
  if (accepted === undefined) throw new Error(`radclient printed no summary, but\n${output}`);
  return Number(accepted);
}
