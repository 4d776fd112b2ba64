import type { AnswerType, dashboardSettingsAnswer } from '@allocator/contracts';

type SignIn = AnswerType<typeof dashboardSettingsAnswer>['signIn'];
export type ProviderSettings = Exclude<SignIn, string>;

/** What the service says about signing in. Throws if it does not answer. */
export async function readSettings(): Promise<SignIn> {
  const response = await fetch('/dashboard-settings.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`/dashboard-settings.json: status ${String(response.status)}`);
  return ((await response.json()) as AnswerType<typeof dashboardSettingsAnswer>).signIn;
}
