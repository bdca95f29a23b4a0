import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DETECTORS, detections, detectNamed, detectValue, isPlaceholder, placeholder, redact, redactLine } from '../src/secrets.js';

// Built from pieces, so that no scanner takes this file for a leak. None of them was ever valid.
const j = (...parts: string[]): string => parts.join('');
const jwt = j('eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9', '.eyJzdWIiOiIxMjM0NTY3ODkwIn0', '.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U');
const pem = j('-----BEGIN RSA PRIVATE', ' KEY-----\n', 'MIIEowIBAAKCAQEAx0zT9xv1f4H8n3eZr2qk5Yp7Wc1bQmD6sLhJgR8uVtN0aEwi\n', '-----END RSA PRIVATE', ' KEY-----');

const SAMPLES: [detector: string, text: string, secret: string][] = [
  ['aws-access-key-id', j('AKIA', 'Q3EGRIVTNQ2W7XYZ'), ''],
  ['aws-access-key-id', j('AWS_ACCESS_KEY_ID=ASIA', 'Q3EGRIVTNQ2W7XYZ'), j('ASIA', 'Q3EGRIVTNQ2W7XYZ')],
  ['aws-example-key', 'AKIAIOSFODNN7EXAMPLE', ''],
  ['aws-example-key', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', ''],
  ['private-key', pem, ''],
  ['private-key', pem.replaceAll('\n', '\\n'), ''],
  ['github-token', j('ghp', '_16C7e42F292c6912E7710c838347Ae178B4a'), ''],
  ['github-token', j('github', '_pat_11AAAAAAA0abcdefghijkl_', 'Zq3uY1T8wK5sP0xR7vN2mB6dL9cF4hJ1gQ8aE5iO3tU7yW0z'), ''],
  ['gitlab-token', j('glpat', '-zq3uY1T8wK5sP0xR7vN2'), ''],
  ['slack-token', j('xoxb', '-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx'), ''],
  ['slack-webhook', j('https://hooks.slack', '.com/services/T01ABCDEF/B02GHIJKL/q1w2e3r4t5y6u7i8o9p0a1s2'), 'services/T01ABCDEF/B02GHIJKL/q1w2e3r4t5y6u7i8o9p0a1s2'],
  ['stripe-key', j('sk', '_live_4eC39HqLyjWDarjtT1zdp7dc'), ''],
  ['stripe-key', j('rk', '_live_4eC39HqLyjWDarjtT1zdp7dc'), ''],
  ['google-api-key', j('AIza', 'SyD3x7kQ9mN2bV5cZ8lJ4hG6fD1sA0pO7iU'), ''],
  ['npm-token', j('npm', '_q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8'), ''],
  ['pypi-token', j('pypi', '-AgEIcHlwaS5vcmcCJDNmYzQ4ZjE3LWQ4ZTYtNDA5Mi1hYjdmLTkxZGU0OTk0ZWU1NwACKlszLCJ'), ''],
  ['sendgrid-key', j('SG', '.q1w2e3r4t5y6u7i8o9p0a1.q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c'), ''],
  ['twilio-key', j('SK', '0123456789abcdef0123456789abcdef'), ''],
  ['anthropic-key', j('sk', '-ant-api03-q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8'), ''],
  ['openai-key', j('sk', '-proj-q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8'), ''],
  ['docker-hub-token', j('dckr', '_pat_q1w2e3r4t5y6u7i8o9p0a1s2d3f'), ''],
  ['vault-token', j('hvs', '.CAESIq1w2e3r4t5y6u7i8o9p0a1s2'), ''],
  ['jwt', jwt, ''],
  ['jwt', `Bearer ${jwt}`, jwt],
  ['azure-storage-key', j('DefaultEndpointsProtocol=https;AccountName=a;Account', 'Key=', 'q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c2q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1==', ';EndpointSuffix=core.windows.net'), 'q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c2q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1=='],
  ['url-password', 'postgres://app:hunter2@db.internal:5432/app', 'hunter2'],
  ['url-password', 'amqp://guest:guest@localhost:5672', 'guest'],
  ['url-password', 'redis://:p%40ss@cache:6379', 'p%40ss'],
  ['url-password', 'postgres://postgres:password@db:5432/app', 'password'],
  ['url-password', 'mysql://root:p@ss@db/app', 'p@ss'],
  ['connection-string-password', 'Server=db;Database=app;User Id=sa;Password=Hunter2!;Encrypt=true', 'Hunter2!'],
  ['connection-string-password', 'jdbc:mysql://db:3306/app?user=root&password=hunter2&useSSL=true', 'hunter2'],
  ['connection-string-password', 'host=db port=5432 user=app password=hunter2 dbname=app', 'hunter2'],
];

const CLEAN: string[] = [
  'https://user:password@example.com/',
  'postgres://app:${DB_PASSWORD}@db:5432/app',
  'postgres://app:$DB_PASSWORD@db/app',
  'https://convox:{{$.Password}}@rack.${Rack}.convox',
  'postgres://<user>:<password>@<host>/app',
  'postgres://app:changeme@db/app',
  'mongodb://host1:27017,host2:27017/?replicaSet=a@b',
  'docker://nginx:1.25@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  'git@github.com:org/repo.git',
  'https://sqs.us-east-1.amazonaws.com:443/123456789012/q@v',
  'arn:aws:secretsmanager:us-east-1:123456789012:secret:app/db-a1B2c3:password::',
  '{{resolve:secretsmanager:app/db:SecretString:password}}',
  'sed -i s/-----BEGIN PRIVATE KEY-----//',
  '-----BEGIN PRIVATE KEY-----\n${Key}\n-----END PRIVATE KEY-----',
  '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAx0zT9xv1f4H8n3eZr2qk\n-----END PUBLIC KEY-----',
  'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
  'eyJub3QiOiJhIHRva2VuIn0.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N',
  'Password=required; see the manual',
  'ask-for-more-information-about-tasks',
  'npm_config_cache_folder',
  'AKIA is the prefix of an access key',
  '123456789012.dkr.ecr.us-east-1.amazonaws.com/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  '07a90cc3efdfc34da22208dcd9d211f06f5b0e01b21e778edc7c3966b1f61d57.zip',
];

const NAMED: [name: string, value: string][] = [
  ['DB_PASSWORD', 'hunter2'],
  ['dbPassword', 'hunter2'],
  ['SCALOCK_DBPASSWORD', 'hunter2'],
  ['MYSQL_ROOT_PASSWORD', 'root'],
  ['POSTGRES_PASSWORD', 'postgres'],
  ['POSTGRES_PASSWORD', 'password'],
  ['password', 'password'],
  ['ADMIN_PASSWORD', 'admin'],
  ['DB_PASS', 'secret123'],
  ['DB_PASSWORD_READER', 'hunter2'],
  ['DB_PASSWORD_2', 'hunter2'],
  ['DB_PASSWORD', '123456'],
  ['DB_PASSWORD', '$ecret!23'],
  ['MasterUserPassword', 'Password123'],
  ['KEYSTORE_PASSWORD', 'changeit'],
  ['SSH_PASSPHRASE', 'correct horse battery staple'],
  ['PASSWORD_HASH', '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'],
  ['JWT_SECRET', 'seuSegredoMuitoSeguro'],
  ['JWT_SECRET', 'dev-secret'],
  ['SESSION_SECRET', 'keyboard cat'],
  ['SECRET_KEY_BASE', 'hunter2hunter2'],
  ['DJANGO_SECRET_KEY', 'django-insecure-k3y'],
  ['OAUTH_CLIENT_SECRET', 'a1b2c3d4e5f6'],
  ['clientSecret', 'a1b2c3d4e5f6'],
  ['API_TOKEN', 'a1b2c3d4-e5f6a7b8'],
  ['DD_API_KEY', '0123456789abcdef0123456789abcdef'],
  ['apiKey', '550e8400-e29b-41d4-a716-446655440000'],
  ['APIKEY', 'q1w2e3r4t5y6'],
  ['splunk-token', '00112233-4455-6677-8899-aabbccddeeff'],
  ['GITHUB_TOKEN', '16C7e42F292c6912E7710c838347Ae178B4a'],
  ['DT_TENANTTOKEN', 'q1W2e3R4t5Y6u7I8'],
  ['AUTH_KEY', 'jE6x|v5[ Yp&hI5{k.3=z-M9bT|q0@w#s!d^f*g(h)j'],
  ['AUTH_SALT', 'jE6x|v5[ Yp&hI5{k.3=z-M9bT|q0@w#s!d^f*g(h)j'],
  ['ENCRYPTION_KEY', 'base64:3q2+7w=='],
  ['DB_SECRET', 'Hunter2x'],
  ['SecretString', 'hunter2'],
  ['SecretString', '{"username":"app","password":"hunter2"}'],
  ['DB_CREDENTIALS', '{"username":"app","password":"hunter2"}'],
];

const HARMLESS: [name: string, value: string][] = [
  ['DB_PASSWORD', ''],
  ['DB_PASSWORD', 'abc'],
  ['DB_PASSWORD', 'true'],
  ['ALLOW_EMPTY_PASSWORD', 'yes'],
  ['DB_PASSWORD', '${DB_PASSWORD}'],
  ['DB_PASSWORD', '$DB_PASSWORD'],
  ['DB_PASSWORD', '{{ db_password }}'],
  ['DB_PASSWORD', '<password>'],
  ['DB_PASSWORD', '[REDACTED]'],
  ['DB_PASSWORD', '********'],
  ['DB_PASSWORD', 'xxxx'],
  ['DB_PASSWORD', 'changeme'],
  ['DB_PASSWORD', 'CHANGE_ME'],
  ['DB_PASSWORD', 'your-password-here'],
  ['DB_PASSWORD', 'your_api_password'],
  ['DB_PASSWORD', 'REPLACE_WITH_REAL_PASSWORD'],
  ['DB_PASSWORD', 'placeholder'],
  ['DB_PASSWORD', 'DB_PASSWORD'],
  ['SQL_PASS', 'MSSQL_SA_PASSWORD'],
  ['GITHUB_TOKEN', 'GITHUB_TOKEN'],
  ['DB_PASSWORD', '/app/prod/db/password'],
  ['DB_PASSWORD', '/run/secrets/db'],
  ['DB_PASSWORD', 'arn:aws:ssm:us-east-1:123456789012:parameter/db'],
  ['DB_PASSWORD', '{{resolve:secretsmanager:db:SecretString:password}}'],
  ['DB_PASSWORD', 'vault:secret/data/db#password'],
  ['DB_PASSWORD', 'ssm:/app/db'],
  ['DB_PASSWORD_FILE', '/run/secrets/db'],
  ['PASSWORD_FILE', 'hunter2'],
  ['DB_SECRET_ARN', 'hunter2-a1'],
  ['DB_SECRET_NAME', 'library-api/db-password'],
  ['SECRETS_MANAGER_SECRET_ID', 'prod/app1'],
  ['TOKEN_URL', 'https://login.example.com/oauth/token'],
  ['ACCESS_TOKEN_EXPIRE_MINUTES', '1000000'],
  ['JWT_SECRET_ROTATION', 'q1w2e3r4t5y6'],
  ['MAX_TOKENS', '4096000'],
  ['HttpTokens', 'required'],
  ['token_type', 'Bearer12345'],
  ['CSRF_TOKEN', 'q1w2e3r4t5y6'],
  ['ClientToken', 'q1w2e3r4t5y6'],
  ['TOKEN_HEADER', 'X-Auth-Token-1'],
  ['NEXT_PUBLIC_API_KEY', 'q1w2e3r4t5y6'],
  ['AQUA_PUBLIC_KEY', 'q1w2e3r4t5y6'],
  ['STRIPE_PUBLISHABLE_KEY', 'pk_live_4eC39HqLyjWDarjtT1zdp7dc'],
  ['AWS_ACCESS_KEY_ID', 'AIPAQ3EGRIVTNQ2W7XYZ'],
  ['SESSION_SECRET', 'no-secret'],
  ['SESSION_SECRET', 'none'],
  ['API_KEY', 'xxx-xxx-xxx'],
  ['API_KEY', 'my-api-key'],
  ['API_TOKEN', 'token-12345'],
  ['API_TOKEN', 'my-app-token-v2'],
  ['AUTH_TOKEN', 'cookie'],
  ['TOKEN', '3600'],
  ['API_KEY', 'api.example.com'],
  ['SECRET_KEY', 'com.example.SecretKey'],
  ['GOOGLE_APPLICATION_CREDENTIALS', '/app/creds.json'],
  ['GOOGLE_APPLICATION_CREDENTIALS', 'creds.json'],
  ['DB_SECRET', 'myapp-db-secret'],
  ['CREDENTIALS', 'default'],
  ['GenerateStringKey', 'password'],
  ['SecretStringTemplate', '{"username": "postgres"}'],
  ['SecretString', '{"username": "postgres"}'],
  ['PrivateKey', '/keys/colorgateway_endpoint_dec_pri_key.pem'],
  ['customer_master_key_spec', 'SYMMETRIC_DEFAULT'],
  ['PWD', '/usr/src/app'],
  ['KEYBOARD', 'hunter2x'],
  ['COMPASS', 'hunter2x'],
  ['TOKENIZER', 'hunter2x'],
  ['S3_KEY_PREFIX', 'q1w2e3r4t5y6'],
  ['Environment', 'password'],
];

const test = suite('secrets');

test('each form is found by value, and nothing around it', () => {
  for (const [detector, text, secret] of SAMPLES) {
    const found = detectValue(text).map((r) => [r.detector, text.slice(r.start, r.end)]);
    assert.equal(found, [[detector, secret || text]], text);
  }
});

test('what only resembles a secret is left alone', () => {
  for (const text of CLEAN) assert.equal(detectValue(text), [], text);
});

test('names say secret, values could be one', () => {
  for (const [name, value] of NAMED) assert.ok(detectNamed(name, value), `${name}=${value}`);
  for (const [name, value] of HARMLESS) assert.is(detectNamed(name, value), undefined, `${name}=${value}`);
  // AWS's keys hold slashes; they are no path and no name.
  assert.ok(detectNamed('AWS_SECRET_ACCESS_KEY', j('q1W2e3R4t5Y6U', '/I8o9P0A1/', 's2D3f4G5h6J7k8L9')));
  assert.equal(detectNamed('AWS_SECRET_ACCESS_KEY', j('q1w2e3r4t5y6u7i8o9p0', 'A1S2D3F4G5H6J7K8L9Z0')), { detector: 'aws-secret-access-key' });
});

test('every detector cites a source', () => {
  for (const d of DETECTORS) assert.match(d.source, /^https:\/\//, d.name);
});

test('a placeholder tells two secrets apart and nothing more', () => {
  const text = placeholder('hunter2', 'named-secret');
  assert.match(text, /^\[secret: named-secret, 7 characters, #[0-9a-f]{8}\]$/);
  assert.is(text, placeholder('hunter2', 'named-secret'));
  assert.is.not(text, placeholder('hunter3', 'named-secret'));
  assert.ok(isPlaceholder(text));
  assert.ok(isPlaceholder(`postgres://app:${text}@db`));
  assert.not.ok(isPlaceholder('[secret: hunter2]'));
  assert.is(detectNamed('DB_PASSWORD', text), undefined);
  assert.equal(detections(`a ${text}`).map((d) => [d.detector, d.length]), [['named-secret', 7]]);
});

test('lines of code lose what their names call secret', () => {
  const hidden = ['hunter2', 'keyboard cat'];
  for (const line of [
    '  DB_PASSWORD: hunter2',
    '  DB_PASSWORD: hunter2 # for now',
    "  DB_PASSWORD: 'hunter2'",
    '  "dbPassword": "hunter2",',
    '{"user":"app","password":"hunter2","port":5432}',
    '{ user: app, password: hunter2, port: 5432 }',
    'DB_PASSWORD=hunter2',
    '- DB_PASSWORD=hunter2',
    'export DB_PASSWORD="hunter2"',
    'command: mysqld --password=hunter2 --port=3306',
    '"command": ["sh", "-c", "PGPASSWORD=hunter2 psql -h db"]',
    '{ "name": "DB_PASSWORD", "value": "hunter2" }',
    '{ "Value": "hunter2", "Name": "DB_PASSWORD" }',
    '- { Name: DB_PASSWORD, Value: hunter2 }',
    'ParameterKey=DbPassword,ParameterValue=hunter2',
    '"{\\"name\\": \\"DB_PASSWORD\\", \\"value\\": \\"hunter2\\"}"',
    '"{\\"password\\": \\"hunter2\\"}"',
    'SESSION_SECRET: keyboard cat',
    'url: postgres://app:hunter2@db/app',
    'tokenizer: a --password=hunter2',
  ]) {
    const out = redactLine(line);
    for (const secret of hidden) assert.not.ok(out.includes(secret), `${line} → ${out}`);
    assert.match(out, /\[secret: /, line);
    assert.is(redactLine(out), out, line);
  }
  assert.match(redactLine('  DB_PASSWORD: hunter2 # for now'), / # for now$/);
  assert.match(redactLine('{"user":"app","password":"hunter2","port":5432}'), /^\{"user":"app","password":"\[secret: [^\]]+\]","port":5432\}$/);
  assert.match(redactLine('- { Name: DB_PASSWORD, Value: hunter2 }'), /Value: \[secret: [^\]]+\] \}$/);
});

test('lines without a secret stay as they are', () => {
  for (const line of ['  DB_PASSWORD: !Ref DbPassword', '  MasterUserPassword: {"Ref": "DbPassword"}', '  Password: |', '  DB_PASSWORD: ${DB_PASSWORD}', '  TokenUrl: https://example.com', '', '  Image: nginx:1.25', '  - Name: DB_PASSWORD', '    ValueFrom: arn:aws:ssm:us-east-1:123456789012:parameter/a']) {
    assert.is(redactLine(line), line);
  }
});

test('redaction is idempotent and never throws', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom(...SAMPLES.map(([, text]) => text), ...CLEAN, 'DB_PASSWORD', 'token', ': ', '=', '"', "'", '\\"', ',', ';', '{', '}', ' ', 'hunter2', '[secret: ', '#', 'name', 'value', placeholder('abcdef', 'named-secret')),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      const once = redact(text);
      assert.is(redact(once), once);
      const line = redactLine(text);
      assert.is(redactLine(line), line);
    }),
    { numRuns: 3000 },
  );
});

test('a secret found by its form is in no redacted text', () => {
  fc.assert(
    fc.property(fc.constantFrom(...SAMPLES), fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), ([, text, secret], before, after) => {
      const whole = `${before} ${text} ${after}`;
      // Text around may turn a URL into something else; then nothing is claimed.
      if (detectValue(whole).length === 0) return;
      if ((secret || text).length > 8) assert.not.ok(redact(whole).includes(secret || text));
      if ((secret || text).length > 8) assert.not.ok(redactLine(whole).includes(secret || text));
    }),
    { numRuns: 2000 },
  );
});

test('ranges are in order and do not overlap', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...SAMPLES.map(([, text]) => text), ' ', ';', 'x'), { maxLength: 6 }), (pieces) => {
      let end = 0;
      for (const range of detectValue(pieces.join(''))) {
        assert.ok(range.start >= end && range.end > range.start);
        end = range.end;
      }
    }),
  );
});

test('time is linear in hostile text', () => {
  for (const unit of ['a', 'A', ':', '://a', '=', 'eyJ', 'password', 'password=', '"password": "', '-----BEGIN PRIVATE KEY-----', '_', ' ', 'name,', '{"a":', '\\"']) {
    const text = unit.repeat(Math.ceil(60_000 / unit.length));
    const start = performance.now();
    redact(text);
    redactLine(text);
    detectNamed('password', text);
    // Generous: a quadratic step takes minutes here.
    assert.ok(performance.now() - start < 3000, `${unit} took ${performance.now() - start} ms`);
  }
});

test.run();
