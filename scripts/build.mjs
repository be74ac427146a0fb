// Builds the pages, the dashboard and the demo, where their sources have changed: before `npm start` and `npm test`, and as
// `npm run build`. Plain JavaScript that runs on the machine's own Node, as install.mjs, which has to run before.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { fail, withLock } from './lock.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
/** Says of which sources the build is. */
const MARK = '.built';

/** Each is built into the folder `dist` of its own, of its own files and of what else it is made of. */
const PAGES = [
  {
    name: 'the dashboard',
    folder: join(root, 'packages/admin'),
    own: ['src', 'public', 'index.html', 'vite.config.ts', 'package.json'],
    others: ['packages/domain/src'],
  },
  {
    name: 'OnePercent in small',
    folder: join(root, 'demo'),
    own: [
      'src',
      'public',
      'index.html',
      'vite.config.ts',
      'package.json',
      'host-api.ts',
      'achievements.ts',
      'views.ts',
    ],
    others: ['packages/domain/src', 'packages/sdk/src', 'packages/vue/src'],
  },
].map((page) => ({ ...page, dist: join(page.folder, 'dist'), wanted: hashOf(sourcesOf(page)) }));

const stale = PAGES.filter((page) => !isBuilt(page));
if (stale.length > 0) {
  const lock = join(root, 'node_modules/.building');
  await withLock(lock, 'Another command is building the pages: waiting for it.', async () => {
    // At once: each keeps one core busy for most of the time.
    await Promise.all(stale.filter((page) => !isBuilt(page)).map(build));
  });
} else if (process.env.npm_lifecycle_event === 'build') console.log('The pages are built of these very sources.');

function sourcesOf({ folder, own, others }) {
  return [
    ...own.map((name) => join(folder, name)),
    ...others.map((name) => join(root, name)),
    join(root, 'package-lock.json'),
    fileURLToPath(import.meta.url),
  ].flatMap(filesOf);
}

function isBuilt({ dist, wanted }) {
  const mark = join(dist, MARK);
  return existsSync(mark) && readFileSync(mark, 'utf8') === wanted;
}

async function build(page) {
  console.log(`Building ${page.name}: its sources are new. This takes some seconds.`);
  const folder = join(page.folder, `.build-${process.pid}`);
  // Named as the finished one, so that git and the formatter look into neither.
  const fresh = join(folder, 'dist');
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  removeAbandoned(page);
  mkdirSync(fresh, { recursive: true });
  await runVite(page, fresh);
  for (const file of filesOf(fresh)) compress(file);
  writeFileSync(join(fresh, MARK), page.wanted);
  // A running server has read the old one into memory; one that looks just now finds none, and looks again.
  if (existsSync(page.dist)) renameSync(page.dist, join(folder, 'old'));
  renameSync(fresh, page.dist);
}

/** What a build left behind that was killed: nobody else builds now. */
function removeAbandoned({ folder }) {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.build-')) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

async function runVite({ name, folder }, outDir) {
  const pinnedNode = join(root, 'node_modules/.bin/node');
  const node = existsSync(pinnedNode) ? pinnedNode : process.execPath;
  const vite = join(createRequire(join(folder, 'package.json')).resolve('vite/package.json'), '../bin/vite.js');
  const args = [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
  // NODE_ENV decides which Vue is built in: that of the caller must not.
  const env = { ...process.env, NODE_ENV: 'production' };
  const outcome = await new Promise((resolve) => {
    const child = spawn(node, args, { cwd: folder, env, stdio: 'inherit' });
    process.on('exit', () => child.kill());
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(code ?? signal));
  });
  if (outcome !== 0) fail(`${name} could not be built (${outcome}); what is wrong is above.`);
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
