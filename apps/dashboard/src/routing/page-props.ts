/** What every page gets. */
export interface PageProps {
  /** Values of the parameters in its path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The query of its path: what a page would lose by a reload (filter, chosen tab, cursor) belongs here. */
  readonly search: URLSearchParams;
}
