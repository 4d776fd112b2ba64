/** `describe` or `it` of jest, which this library cannot import: tools use it outside of jest. */
type Declare = (title: string, body: () => void | Promise<void>, msMax?: number) => void;

/** How the title of a suite or test that is skipped ends: tools/skipped-tests-reporter.mjs lists it by this mark. */
const skippedTitle = (title: string, missing: string): string => `${title} [skipped: ${missing}]`;

/**
 * `describe` or `it` for what needs something that this machine may lack. Where it is missing, the suite or test is skipped, and
 * listed by name at the end of the run.
 * @param missing what is missing, and how to get it; undefined if nothing is
 * @param requiredBy the environment variable that makes an error of the skip, where it is 1
 */
export function whereAvailable(
  declare: Declare & { readonly skip: Declare },
  missing: string | undefined,
  requiredBy?: string,
): Declare {
  if (missing === undefined) return declare;
  return (title, body, msMax) => {
    if (requiredBy !== undefined && process.env[requiredBy] === '1')
      throw new Error(`${requiredBy}=1, but ${missing}: ${title}`);
    declare.skip(skippedTitle(title, missing), body, msMax);
  };
}
