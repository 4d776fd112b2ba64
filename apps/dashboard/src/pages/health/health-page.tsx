import { PageLayout } from '../../ui/page-layout.js';

export function HealthPage() {
  return <PageLayout title="Health">Lanes</PageLayout>;
}
