import type { Config } from './config/config.js';
import { ConfigError, readConfig } from './config/config.js';

/** Exit code for configuration errors. */
const configurationErrorCode = 2;

const config = configOrExit();
// Loaded with a valid configuration only: most of the time of a start is spent on loading modules.
const { start } = await import('./start.js');
await start(config);

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(`Invalid configuration:\n${error.message}`);
    process.exit(configurationErrorCode);
  }
}
