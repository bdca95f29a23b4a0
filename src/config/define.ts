import type { Config } from '../types/config.js';

/** Gives a configuration in JavaScript or TypeScript its types; does nothing else. */
export function defineConfig(config: Config): Config {
  return config;
}
