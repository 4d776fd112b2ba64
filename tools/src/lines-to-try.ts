/** What to try on the service that has just started. */
export function linesToTry(baseUrl: string): readonly string[] {
  return [`  curl ${baseUrl}/health/ready`];
}
