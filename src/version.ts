import manifest from '../package.json' with { type: 'json' };

/** Our version, from package.json (put in place by the bundler). */
export const VERSION: string = manifest.version;
