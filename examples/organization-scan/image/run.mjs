// One task of the scan: an account (MODE=scan), or everything put together (MODE=merge). Snapshots and reports go to the bucket.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const { MODE, RUN, BUCKET, REGIONS, ROLE, EXTERNAL_ID, ACCOUNT } = process.env;
const s3 = new S3Client({});
const prefix = `runs/${RUN}`;
process.chdir('/tmp');

function plimsoll(...args) {
  const { status } = spawnSync('/app/node_modules/.bin/plimsoll', args, { stdio: 'inherit' });
  return status ?? 2;
}

async function upload(folder, below) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${below}/${relative(folder, file)}`, Body: readFileSync(file) }));
  }
}

async function download(below, folder) {
  const keys = [];
  for (let token; ; ) {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `${below}/`, ContinuationToken: token }));
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
    token = page.NextContinuationToken;
    if (!token) break;
  }
  for (const key of keys) {
    const file = join(folder, relative(below, key));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await (await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }))).Body.transformToByteArray());
  }
}

if (MODE === 'scan') {
  writeFileSync('account.txt', `${ACCOUNT}\n`);
  const status = plimsoll('scan', '--accounts', 'account.txt', '--role', ROLE, '--external-id', EXTERNAL_ID, ...REGIONS.split(',').flatMap((region) => ['--region', region]), '--snapshots', 'scan', '--quiet');
  // 1 is findings and 3 something unread: both are told at the end. 2 is no scan at all.
  if (status === 2) process.exit(2);
  await upload('scan', `${prefix}/parts/${ACCOUNT}`);
} else {
  await download(`${prefix}/parts`, 'parts');
  await download(`${prefix}/accounts`, 'accounts');
  const accounts = readdirSync('accounts').flatMap((file) => JSON.parse(readFileSync(join('accounts', file), 'utf8'))).filter(({ Status, State }) => (State ?? Status) === 'ACTIVE');
  writeFileSync('accounts.json', JSON.stringify(accounts.map(({ Id }) => ({ accountId: Id }))));
  mkdirSync('report');
  const folders = readdirSync('parts').map((account) => join('parts', account));
  const status = plimsoll('merge', ...folders, '--accounts', 'accounts.json', '--allow-incomplete', '-f', 'json=report/report.json', '-f', 'csv=report/findings.csv', '-f', 'controls=report/controls.csv', '-f', 'sarif-full=report/report.sarif', '-f', 'pretty=report/report.txt');
  await upload('report', `${prefix}/report`);
  // Findings are no failure of the scan; an account that is missing is.
  process.exit(status === 1 ? 0 : status);
}
