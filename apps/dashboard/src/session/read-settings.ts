import type { AnswerType, dashboardSettingsAnswer } from '@allocator/contracts';

export type DashboardSettings = AnswerType<typeof dashboardSettingsAnswer>;

/** What the service says about signing in. Throws if it does not answer. */
export async function readSettings(signal: AbortSignal): Promise<DashboardSettings> {
  const response = await fetch('/dashboard-settings.json', { signal, cache: 'no-store' });
  if (!response.ok) throw new Error(`/dashboard-settings.json: status ${String(response.status)}`);
  return (await response.json()) as DashboardSettings;
}
