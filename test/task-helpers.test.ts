/** Helpers of rules on task definitions: slips in words, image references, commands that end, ports of health checks, log options. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { portAsked } from '../src/aws/network/health-port.js';
import { parseImage } from '../src/aws/images/image.js';
import { imageProblem } from '../src/aws/images/image-problems.js';
import { awslogsOption, DOCKER_SIZE } from '../src/aws/tasks/log-options.js';
import { oneShot } from '../src/aws/tasks/one-shot.js';
import { misspelt, WORDS } from '../src/aws/tasks/words.js';
import { covers, writtenBy } from '../src/aws/images/writing-images.js';
import { nearly, slipOf } from '../src/words.js';

const test = suite('helpers of task rules');

test('a slip is found, a word that may be new is not', () => {
  const table: readonly (readonly [keyof typeof WORDS, string, string | undefined])[] = [
    ['NetworkMode', 'awsvpc', undefined], ['NetworkMode', 'awsVpc', 'awsvpc'], ['NetworkMode', 'awspvc', 'awsvpc'], ['NetworkMode', 'aws-vpc', 'awsvpc'], ['NetworkMode', 'nat', undefined], ['NetworkMode', 'default', undefined],
    ['LogDriver', 'jsonfile', 'json-file'], ['LogDriver', 'awslog', 'awslogs'], ['LogDriver', 'fluentbit', undefined], ['LogDriver', 'none', undefined],
    ['CpuArchitecture', 'arm64', 'ARM64'], ['CpuArchitecture', 'amd64', 'X86_64'], ['CpuArchitecture', 'X86-64', 'X86_64'], ['CpuArchitecture', 'ARM32', undefined],
    ['OperatingSystemFamily', 'WINDOWS_SERVER_2028_CORE', undefined], ['OperatingSystemFamily', 'Linux', 'LINUX'],
    ['Condition', 'COMPLETED', 'COMPLETE'], ['Condition', 'succeeded', 'SUCCESS'], ['Condition', 'READY', undefined],
    ['RequiresCompatibilities', 'FARGATE_SPOT', undefined], ['RequiresCompatibilities', 'FARGAT', 'FARGATE'],
    ['Router', 'fluent-bit', 'fluentbit'], ['Ulimit', 'nofiles', 'nofile'],
  ];
  for (const [list, value, right] of table) assert.is(misspelt(value, WORDS[list])?.right, right, `${list} ${value}`);
});

test('no word of a list is a slip of that list', () => {
  for (const words of Object.values(WORDS)) for (const word of words) assert.is(misspelt(word, words), undefined, word);
});

test('one letter makes a slip, whichever way', () => {
  const word = fc.stringMatching(/^[a-z]{6,12}$/);
  fc.assert(fc.property(word, fc.nat(11), fc.stringMatching(/^[a-z]$/), (text, where, letter) => {
    const at = where % text.length;
    for (const other of [text.slice(0, at) + text.slice(at + 1), text.slice(0, at) + letter + text.slice(at), text.slice(0, at) + letter + text.slice(at + 1)]) assert.ok(nearly(text, other) && nearly(other, text), `${text} ${other}`);
  }));
  fc.assert(fc.property(word, word, (a, b) => assert.is(nearly(a, b), nearly(b, a))));
  assert.not.ok(nearly('http2x', 'http3x'));
});

test('a property that may be new is no slip', () => {
  const names = ['IpAddressType', 'SecurityGroups', 'EnablePrefixForIpv6SourceNat', 'DesiredCount', 'Name', 'EntryPoint'];
  for (const [word, right] of [['SecurityGroup', 'SecurityGroups'], ['DesiredCuont', 'DesiredCount'], ['Entrypoint', 'EntryPoint'], ['IpAddressTypes', undefined], ['EnablePrefixForIpv4SourceNat', undefined], ['Names', undefined], ['Nam', undefined]] as const) assert.is(slipOf(word, names), right, word);
});
test('what parses as an image has no problem', () => {
  const part = fc.stringMatching(/^[a-z0-9]{1,6}$/);
  const reference = fc.tuple(fc.constantFrom('', 'public.ecr.aws/', 'registry.example.com:5000/'), fc.array(part, { minLength: 1, maxLength: 3 }), fc.constantFrom('', ':1.4.2', ':latest', `@sha256:${'a'.repeat(64)}`)).map(([host, path, end]) => `${host}${path.join('/')}${end}`);
  fc.assert(fc.property(reference, (text) => {
    assert.ok(parseImage(text));
    assert.is(imageProblem(text), undefined);
  }));
  fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => {
    const found = imageProblem(text);
    if (parseImage(text)) assert.is(found, undefined);
    else assert.ok(found);
  }));
});

test('mistakes in images are told from what is filled in later', () => {
  const problems: Record<string, RegExp> = {
    'shop/Web:1': /capital/, 'shop/web:1+2': /plus sign/, 'shop/web:a/b': /slash in its tag/, 'web:a/b': /slash in its tag|stand/, 'https://shop/web': /begins with https/, 'shop/web@sha256:abcdef12': /8 hexadecimal/,
    'shop/web:': /no tag/, 'shop/web:.a': /begins with/, ' shop/web': /blanks/, '': /empty/, [`shop/web:${'a'.repeat(200)}`]: /200 characters/,
  };
  for (const [text, pattern] of Object.entries(problems)) {
    const found = imageProblem(text);
    assert.match(typeof found === 'object' ? found.problem : String(found), pattern, text);
  }
  for (const text of ['<IMAGE>', '$IMAGE', 'IMAGE_NAME', 'ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPO:TAG', '{{ image }}', 'yourImage', 'ContainerImage', 'my image', 'nginx@sha256:DIGEST', 'shop/web:%TAG%']) assert.is(imageProblem(text), 'stand-in', text);
});

test('commands that end, and those that do not', () => {
  const ends = ['rake db:migrate', 'bundle exec rails db:prepare', 'bin/rails db:seed', 'python manage.py migrate --noinput', 'python3 src/manage.py collectstatic', 'alembic upgrade head', 'npx prisma migrate deploy', 'yarn sequelize-cli db:migrate', 'php artisan migrate --force', 'php bin/console doctrine:migrations:migrate -n', 'flyway -url=x migrate', 'liquibase --url=x update', 'goose -dir x postgres dsn up', 'migrate -path /m -database x up', 'aws s3 sync s3://a /b', 'cp -r /a /b'];
  for (const command of ends) {
    assert.ok(oneShot(command.split(' '), undefined), command);
    assert.ok(oneShot(['sh', '-c', `echo start && ${command}`], undefined), `in a script: ${command}`);
    assert.is(oneShot(['/bin/bash', '-ec', `${command} && exec serve`], undefined), undefined, `then serves: ${command}`);
    assert.is(oneShot(['sh', '-c', `serve & ${command}`], undefined), undefined, `beside a server: ${command}`);
  }
  for (const command of ['rails server', 'python manage.py runserver', 'php artisan serve', 'migrate', 'node server.js migrate', 'npm start', 'cat /dev/zero', 'flyway info', 'rake jobs:work']) assert.is(oneShot(command.split(' '), undefined), undefined, command);
  assert.ok(oneShot(['migrate'], 'flyway/flyway:11'));
  assert.is(oneShot(['migrate'], 'shop/flyway-ui:1'), undefined);
  assert.is(oneShot([], undefined), undefined);
});

test('the port that a health check asks', () => {
  const table: readonly (readonly [string, number | undefined])[] = [
    ['curl -f http://localhost:8080/health || exit 1', 8080], ['curl http://localhost/', 80], ['curl -k https://127.0.0.1', 443], ['wget -q --spider http://[::1]:3000', 3000], ['nc -z localhost 6379', 6379], ['curl -f localhost:5000/x', 5000],
    ['curl http://localhost:$PORT/', undefined], ['curl http://example.com:80/', undefined], ['curl http://localhost:1/ && curl http://localhost:2/', undefined], ['/app/check --port 80', undefined], ['redis-cli ping', undefined],
  ];
  for (const [command, port] of table) assert.is(portAsked(['CMD-SHELL', command]), port, command);
});

test('options of awslogs', () => {
  const table: Record<string, string | undefined> = { 'awslogs-group': undefined, mode: undefined, tag: undefined, env: undefined, log_key: '', 'awslogs-endpoint': '', region: 'awslogs-region', 'awslogs-groups': 'awslogs-group', awslogs_region: 'awslogs-region', 'awslogs-stream-prefx': 'awslogs-stream-prefix', 'something-new': undefined };
  for (const [name, right] of Object.entries(table)) assert.is(awslogsOption(name)?.right, right, name);
  for (const size of ['25m', '4 MB', '1024', '1.5GiB', '512k']) assert.ok(DOCKER_SIZE.test(size), size);
  for (const size of ['', 'large', '-1', '25 mm', '1,5m']) assert.not.ok(DOCKER_SIZE.test(size), size);
});

test('official images that write, and mounts that let them', () => {
  for (const image of ['nginx', 'nginx:1.29', 'docker.io/library/nginx', 'public.ecr.aws/nginx/nginx:stable', 'public.ecr.aws/docker/library/nginx@sha256:' + 'a'.repeat(64)]) assert.ok(writtenBy(image)?.includes('/var/cache/nginx'), image);
  for (const image of ['shop/nginx', 'nginxinc/nginx-unprivileged', '111122223333.dkr.ecr.eu-central-1.amazonaws.com/nginx', 'redis', 'wordpress:fpm', 'constructor', 'NGINX']) assert.is(writtenBy(image), undefined, image);
  for (const [mount, path, answer] of [['/run', '/run', true], ['/var/run/', '/run', true], ['/', '/run', true], ['/var/run', '/run/mysqld', true], ['/runner', '/run', false], ['/run/mysqld', '/run', false], ['/var/runner', '/run', false]] as const) assert.is(covers(mount, path), answer, `${mount} ${path}`);
});

test.run();
