/** The port on its own machine that the command of a health check asks. Judgement: only plain calls of curl, wget and nc are read. */

/** Ports that programs listen on for their clients by default; whatever else is asked may be a port for operators. */
export const APP_PORTS: ReadonlySet<number> = new Set([80, 3000, 5000, 8000, 8080]);

/** The one port that a command asks on localhost; undefined when it asks none, several, or one that is not written out. */
export function portAsked(command: readonly string[]): number | undefined {
  const text = command.join(' ');
  if (!/\b(?:curl|wget|nc)\b/.test(text) || /\$|`/.test(text)) return undefined;
  const urls = [...text.matchAll(/\b(https?):\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(?=[/?#"'\s;|&)]|$)/g)].map(([, scheme, port]) => Number(port ?? (scheme === 'https' ? 443 : 80)));
  const sockets = [...text.matchAll(/\bnc (?:-\S+ )*(?:localhost|127\.0\.0\.1) (\d{1,5})\b/g)].map(([, port]) => Number(port));
  const bare = [...text.matchAll(/\b(?:curl|wget)(?: -\S+)* (?:localhost|127\.0\.0\.1):(\d{1,5})\b/g)].map(([, port]) => Number(port));
  const ports = new Set([...urls, ...sockets, ...bare]);
  return ports.size === 1 ? [...ports][0] : undefined;
}
