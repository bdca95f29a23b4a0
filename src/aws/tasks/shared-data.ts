/**
 * Data that containers keep: which container paths hold it, and which volumes leave it on one instance. Judgement, not an AWS rule; it
 * rests on the paths that official images document (https://hub.docker.com/_/mysql , /_/postgres , /_/mongo , /_/wordpress , /_/nginx ,
 * https://github.com/jenkinsci/docker) and on the developer guide on bind mounts, Docker volumes and EFS
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html
 */

export interface Data {
  /** `database`: files of one server process, which two must not share; `files`: documents that several tasks may share. */
  kind: 'database' | 'files';
  /** False for a path that often holds data, and often something else (`/data`, web roots that may come with the image). */
  sure: boolean;
}

const SERVERS = 'mysql|mariadb|postgresql|postgres|pgsql|mongodb|mongo|redis|valkey|rabbitmq|cassandra|elasticsearch|opensearch|influxdb2?|neo4j|clickhouse|couchdb|kafka|zookeeper|etcd|grafana|prometheus|victoria-metrics|meilisearch|qdrant|solr';
const KNOWN: readonly (readonly [RegExp, Data])[] = [
  [new RegExp(`^/(?:var/lib|bitnami|var/opt)/(?:${SERVERS})(?:/|$)`), { kind: 'database', sure: true }],
  [new RegExp(`^/data/(?:db|${SERVERS})(?:/|$)`), { kind: 'database', sure: true }],
  [/^\/(?:usr\/share\/(?:elasticsearch|opensearch)\/data|opt\/couchdb\/data|var\/solr|neo4j\/data|prometheus|qdrant\/storage|meili_data)(?:\/|$)/, { kind: 'database', sure: true }],
  [/\/(?:wp-content|uploads?|user-?uploads|attachments|user-?files)(?:\/|$)/, { kind: 'files', sure: true }],
  [/^\/(?:var\/jenkins_home|var\/lib\/(?:registry|ghost\/content|nextcloud|gitea)|var\/www\/html\/data|bitnami\/(?:wordpress|drupal|moodle|magento|joomla|ghost))(?:\/|$)/, { kind: 'files', sure: true }],
  [/^\/(?:var\/www|usr\/share\/nginx\/html|usr\/local\/apache2\/htdocs|srv\/www|data|app\/data|app\/media|media)(?:\/|$)/, { kind: 'files', sure: false }],
];

/** What a container keeps under a path, as far as the path tells. */
export function dataAt(containerPath: string): Data | undefined {
  const path = containerPath.trim().replace(/\/+$/, '');
  return KNOWN.find(([pattern]) => pattern.test(path))?.[1];
}

/** Names under which network file systems and disks of their own are mounted: what lies there may well be shared. */
const MOUNTED = /(?:^|[/_.-])(?:efs|nfs|fsx|lustre|s3|s3fs|s3files|gluster(?:fs)?|ceph(?:fs)?|cifs|smb|samba|nas|ebs|netapp|shared?|shared-data|mnt|mounts?|mountpoints?|media)\d*(?=[/_.-]|$)/i;

/**
 * Whether a bind mount of a host path leaves its data on that instance, as far as the path tells: not where a path looks like the mount
 * point of another file system, and not when it is relative or empty.
 */
export function staysOnInstance(hostPath: string): boolean {
  return hostPath.startsWith('/') && hostPath !== '/' && !MOUNTED.test(hostPath);
}
