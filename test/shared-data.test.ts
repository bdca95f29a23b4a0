/** Which paths hold data, and which host paths stay on their instance. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dataAt, staysOnInstance } from '../src/aws/tasks/shared-data.js';

const test = suite('shared data');

test('data directories of databases', () => {
  for (const path of ['/var/lib/mysql', '/var/lib/mysql/', '/var/lib/postgresql/data', '/data/db', '/bitnami/mariadb', '/usr/share/elasticsearch/data', '/prometheus', '/var/lib/grafana']) assert.equal(dataAt(path), { kind: 'database', sure: true }, path);
});

test('shared files', () => {
  for (const path of ['/var/www/html/wp-content', '/app/uploads', '/srv/app/public/uploads/images', '/var/jenkins_home', '/bitnami/wordpress']) assert.equal(dataAt(path), { kind: 'files', sure: true }, path);
  for (const path of ['/data', '/data/', '/var/www/html', '/usr/share/nginx/html', '/usr/local/apache2/htdocs']) assert.equal(dataAt(path), { kind: 'files', sure: false }, path);
});

test('no data', () => {
  for (const path of ['/', '/tmp', '/var/run/docker.sock', '/var/log', '/etc/nginx', '/rootfs', '/host/proc', '/database-scripts', '/usr/local/nvidia', '/cores', '/opt/aquasec/ssl', '/cache', '/var/lib/docker', '/datadog', '/uploader']) assert.is(dataAt(path), undefined, path);
});

test('host paths that stay on the instance', () => {
  for (const path of ['/ecs/mysql', '/opt/app/data', '/var/lib/app', '/srv/uploads', '/data/webroot', '/home/ec2-user/mysql']) assert.ok(staysOnInstance(path), path);
  for (const path of ['/mnt/efs/html', '/efs', '/mnt/data', '/nfs_shares', '/opt/efs-html', '/media/disk', '/fsx/scratch', '/shared/uploads', '/ebs1/pg', '', '/', 'relative/path', 'C:\\data']) assert.not(staysOnInstance(path), path);
});

test.run();
