import { Component, type ReactNode, Suspense } from 'react';
import type { PageProps } from '../routing/page-props.js';
import { ErrorState } from '../ui/error-state.js';
import { Loading } from '../ui/loading.js';
import type { Page } from './page.js';

/** A page, its loading, and its failure. */
export function PageView({ page, ...props }: PageProps & { readonly page: Page }) {
  const { Component: Shown } = page;
  return (
    <PageBoundary>
      <Suspense fallback={<Loading what="the page" lines={8} />}>
        <Shown {...props} />
      </Suspense>
    </PageBoundary>
  );
}

interface BoundaryState {
  readonly error: Error | null;
}

/** A page that fails leaves the navigation usable. After an update of the service, files of the former version are missing. */
class PageBoundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <ErrorState title="This page has failed. Reload it." error={error} onRetry={() => location.reload()} />;
  }
}
