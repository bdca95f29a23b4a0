/** The part of picomatch that we use; the package has no types. */
declare module 'picomatch' {
  export default function picomatch(globs: string | readonly string[], options?: { dot?: boolean }): (path: string) => boolean;
}
