/**
 * Official images that write to their own file system, and where, when nobody tells them otherwise. What their Dockerfiles declare as a
 * volume is not in it: that is writable.
 *
 * Sources: https://hub.docker.com/_/nginx ("Running nginx in read-only mode"), https://hub.docker.com/_/httpd , https://hub.docker.com/_/mysql ,
 * https://hub.docker.com/_/mariadb , https://hub.docker.com/_/postgres , https://hub.docker.com/_/wordpress and their Dockerfiles
 */
import { parseImage } from './image.js';

const WRITES: Readonly<Record<string, readonly string[]>> = {
  httpd: ['/usr/local/apache2/logs'],
  mariadb: ['/run/mysqld', '/tmp'],
  mysql: ['/run/mysqld', '/tmp'],
  nginx: ['/var/cache/nginx', '/run'],
  postgres: ['/run/postgresql'],
  wordpress: ['/run/apache2'],
};
/** Where the official images are published; a copy elsewhere may be another image. */
const OFFICIAL = /^(?:docker\.io\/library|public\.ecr\.aws\/docker\/library|public\.ecr\.aws\/nginx)\/([a-z]+)$/;

/** Paths that an official image writes; undefined for any other. */
export function writtenBy(reference: string): readonly string[] | undefined {
  const image = parseImage(reference);
  const [, name = ''] = (image && OFFICIAL.exec(`${image.registry}/${image.repository}`)) ?? [];
  // PHP's own server has no Apache beside it.
  if (name === 'wordpress' && /fpm|cli/.test(image?.tag ?? '')) return undefined;
  return Object.hasOwn(WRITES, name) ? WRITES[name] : undefined;
}

/** Whether a writable mount makes a path writable; /var/run is another name of /run. */
export function covers(mount: string, path: string): boolean {
  const plain = `${mount.replace(/^\/var\/run(?=\/|$)/, '/run').replace(/\/+$/, '')}/`;
  return `${path}/`.startsWith(plain);
}
