// Builds the dashboard where its sources have changed, before `npm start` and `npm test`, and as `npm run build`. Plain
// JavaScript that runs on the machine's own Node, as install.mjs, which has to run before.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { fail, withLock } from './lock.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const admin = join(root, 'packages/admin');
const dist = join(admin, 'dist');
/** Says of which sources the build is. */
const MARK = '.built';

/** Everything the built page depends on. */
const SOURCES = [
  ...['src', 'public', 'index.html', 'vite.config.ts', 'package.json'].map((name) => join(admin, name)),
  join(root, 'packages/domain/src'),
  join(root, 'package-lock.json'),
  fileURLToPath(import.meta.url),
];

const wanted = hashOf(SOURCES.flatMap(filesOf));

if (!isBuilt()) {
  const lock = join(root, 'node_modules/.building');
  await withLock(lock, 'Another command is building the dashboard: waiting for it.', async () => {
    if (!isBuilt()) await build();
  });
} else if (process.env.npm_lifecycle_event === 'build') console.log('The dashboard is built of these very sources.');

function isBuilt() {
  const mark = join(dist, MARK);
  return existsSync(mark) && readFileSync(mark, 'utf8') === wanted;
}

async function build() {
  console.log('Building the dashboard: its sources are new. This takes some seconds.');
  const folder = join(admin, `.build-${process.pid}`);
  // Named as the finished one, so that git and the formatter look into neither.
  const fresh = join(folder, 'dist');
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  removeAbandoned();
  mkdirSync(fresh, { recursive: true });
  await runVite(fresh);
  for (const file of filesOf(fresh)) compress(file);
  writeFileSync(join(fresh, MARK), wanted);
  // A running server has read the old one into memory; one that looks just now finds none, and looks again.
  if (existsSync(dist)) renameSync(dist, join(folder, 'old'));
  renameSync(fresh, dist);
}

/** What a build left behind that was killed: nobody else builds now. */
function removeAbandoned() {
  for (const name of readdirSync(admin)) {
    if (name.startsWith('.build-')) rmSync(join(admin, name), { recursive: true, force: true });
  }
}

async function runVite(outDir) {
  const pinnedNode = join(root, 'node_modules/.bin/node');
  const node = existsSync(pinnedNode) ? pinnedNode : process.execPath;
  const vite = join(createRequire(join(admin, 'package.json')).resolve('vite/package.json'), '../bin/vite.js');
  const args = [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
  // NODE_ENV decides which Vue is built in: that of the caller must not.
  const env = { ...process.env, NODE_ENV: 'production' };
  const outcome = await new Promise((resolve) => {
    const child = spawn(node, args, { cwd: admin, env, stdio: 'inherit' });
    process.on('exit', () => child.kill());
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(code ?? signal));
  });
  if (outcome !== 0) fail(`The dashboard could not be built (${outcome}); what is wrong is above.`);
}

/** Once here rather than with every answer: the server sends what lies beside the file. */
function compress(file) {
  if (!/\.(?:html|js|css|svg|json|txt)$/.test(file)) return;
  const bytes = readFileSync(file);
  const forms = [
    {
      ending: '.br',
      packed: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
    },
    { ending: '.gz', packed: gzipSync(bytes, { level: 9 }) },
  ];
  for (const { ending, packed } of forms) {
    if (packed.length < bytes.length * 0.9) writeFileSync(`${file}${ending}`, packed);
  }
}

/** The files of a folder, or the file itself; tests are no part of the page. */
function filesOf(path) {
  const there = statSync(path, { throwIfNoEntry: false });
  if (!there?.isDirectory()) return there === undefined ? [] : [path];
  return readdirSync(path)
    .flatMap((name) => filesOf(join(path, name)))
    .filter((file) => !/\.(?:test|fixture)\.ts$/.test(file))
    .toSorted((one, other) => (one < other ? -1 : 1));
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}
