// `npm run pack`: every package as one that can be installed, `dist/retention-….tgz`. SDK and kit hold what Vite built and their
// types; domain and server their modules as JavaScript, since Node strips no types below node_modules; admin the built pages.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { declare } from './declare.mjs';

const root = fileURLToPath(new URL('../', import.meta.url)).replace(/\/$/, '');
const destination = join(root, 'dist');
process.env.NODE_ENV = 'production';

rmSync(destination, { recursive: true, force: true });
mkdirSync(destination, { recursive: true });
emitModules();
packModules('domain');
packModules('server');
packPages();
await packBundle('sdk');
await packBundle('vue');
for (const name of ['emitted', 'packages']) rmSync(join(destination, name), { recursive: true, force: true });

/** JavaScript and declarations of domain and server, each import naming the file that is there then. */
function emitModules() {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  run(process.execPath, [tsc, '-p', join(root, 'scripts/tsconfig.pack.json')]);
  for (const file of globSync(join(destination, 'emitted/**/*.d.ts'))) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(/((?:from\s+|import\()["']\.[^"']*?)\.ts(["'])/g, '$1.js$2'));
  }
}

/** A package whose files lie as they do here, so that its modules find what lies beside them. */
function packModules(name) {
  const folder = join(root, 'packages', name);
  const out = join(destination, 'packages', name);
  cpSync(join(destination, 'emitted', name, 'src'), join(out, 'src'), { recursive: true });
  for (const file of globSync('src/**/*.{sql,css}', { cwd: folder })) {
    mkdirSync(dirname(join(out, file)), { recursive: true });
    copyFileSync(join(folder, file), join(out, file));
  }
  const { exports, bin, optionalDependencies, engines = { node: '>=24' }, ...source } = readPackage(folder);
  if (bin !== undefined) {
    const command = readFileSync(join(folder, bin.retention), 'utf8');
    mkdirSync(dirname(join(out, bin.retention)), { recursive: true });
    writeFileSync(join(out, bin.retention), command.replace("'../src/cli.ts'", "'../src/cli.js'"));
  }
  const built = ([path, file]) => [
    path,
    { types: file.replace(/\.ts$/, '.d.ts'), default: file.replace(/\.ts$/, '.js') },
  ];
  finish(name, out, {
    ...described(source),
    engines,
    ...(bin !== undefined && { bin }),
    exports: { ...Object.fromEntries(Object.entries(exports).map(built)), './package.json': './package.json' },
    dependencies: source.dependencies,
    ...(optionalDependencies !== undefined && { optionalDependencies }),
  });
}

/** The dashboard as it was built, for the server to find. */
function packPages() {
  const folder = join(root, 'packages/admin');
  const out = join(destination, 'packages/admin');
  cpSync(join(folder, 'dist'), join(out, 'dist'), { recursive: true });
  finish('admin', out, {
    ...described(readPackage(folder)),
    exports: { './dist/*': './dist/*', './package.json': './package.json' },
  });
}

/** What was built into one file, and its types. What is left to be installed is the SDK, and for the kit Vue and Pinia. */
async function packBundle(name) {
  const folder = join(root, 'packages', name);
  const out = join(destination, 'packages', name);
  const lib = { entry: 'src/index.ts', formats: ['es'], fileName: 'index' };
  const given = name === 'vue' ? {} : { configFile: false, build: { target: 'es2023', lib } };
  await build({ ...given, root: folder, logLevel: 'warn', build: { ...given.build, outDir: out, emptyOutDir: true } });
  declare({ root, name, out: join(out, 'types') });
  const { dependencies, peerDependencies, ...source } = readPackage(folder);
  finish(name, out, {
    ...described(source),
    sideEffects: peerDependencies === undefined ? false : ['*.css'],
    exports: {
      '.': { types: './types/index.d.ts', default: './index.js' },
      ...(peerDependencies !== undefined && { './style.css': './style.css' }),
      './package.json': './package.json',
    },
    types: './types/index.d.ts',
    ...(peerDependencies !== undefined && { dependencies, peerDependencies }),
  });
}

function readPackage(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** What a package says of itself, whatever is in it. */
function described({ name, version, description, license, type }) {
  return { name, version, description, license, type };
}

function finish(name, out, description) {
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
  copyFileSync(join(root, 'packages', name, 'README.md'), join(out, 'README.md'));
  copyFileSync(join(root, 'LICENSE'), join(out, 'LICENSE'));
  console.log(`dist/${run('npm', ['pack', out, '--pack-destination', destination, '--silent']).trim()}`);
}

function run(command, args) {
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status !== 0) {
    process.stderr.write(stdout ?? '');
    process.exit(1);
  }
  return stdout;
}
