// Writes what a package of ours says of its types, so that it stands alone: the declarations of its own files, and of the domain
// what they name. Types that TypeBox infers are written out: whoever installs the package needs no schema library.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

const DOMAIN = '@retention/domain/';

/**
 * Declarations of `packages/<name>/src` into `out`: `index.d.ts` beside the others of the package, and `domain/` for what comes
 * from there. The SDK is a package of its own, which the kit depends on: its types stay there.
 */
export function declare({ root, name, out }) {
  rmSync(out, { recursive: true, force: true });
  const domain = readDomain(root);
  const wanted = new Map();
  emitOwn({ root, name, out });
  for (const file of declarationsIn(out)) {
    const text = readFileSync(file, 'utf8');
    for (const [module, names] of importsOf(text)) {
      if (module.startsWith(DOMAIN)) want(wanted, module.slice(DOMAIN.length), names);
    }
    writeFileSync(file, pointed(text, file, out));
  }
  for (const [module, names] of wanted) {
    const text = domain.declarationOf(module, names);
    for (const [specifier, more] of importsOf(text))
      want(wanted, join(dirname(module), specifier.replace(/\.(?:d\.)?ts$/, '')), more);
    const file = join(out, 'domain', `${module}.d.ts`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text.replaceAll(/(from\s+'\.[^']*?)\.ts'/g, "$1.js'"));
  }
}

/** A Map is walked to its end, also to what is added meanwhile; a module that gets more names later is written again. */
function want(wanted, module, names) {
  const known = wanted.get(module) ?? new Set();
  const more = names.filter((name) => !known.has(name));
  if (more.length === 0 && wanted.has(module)) return;
  wanted.delete(module);
  wanted.set(module, new Set([...known, ...more]));
}

/** Imports and re-exports of a declaration file: the module, and the names. */
function importsOf(text) {
  const named = /(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'([^']+)'/g;
  const inline = /import\("([^"]+)"\)\.(\w+)/g;
  return [
    ...Array.from(text.matchAll(named), ([, names, module]) => [
      module,
      names.split(',').flatMap((one) => /^\s*(?:type\s+)?(\w+)/.exec(one)?.[1] ?? []),
    ]),
    ...Array.from(text.matchAll(inline), ([, module, one]) => [module, [one]]),
  ].filter(([module]) => module.startsWith('.') || module.startsWith('@retention/'));
}

/** The same file with every address of ours leading to where it now lies. */
function pointed(text, file, out) {
  const to = (path) => {
    const address = relative(dirname(file), join(out, path));
    return address.startsWith('.') ? address : `./${address}`;
  };
  return text
    .replaceAll(
      /(['"])@retention\/domain\/([^'"]+)\1/g,
      (_, quote, module) => `${quote}${to(`domain/${module}.js`)}${quote}`,
    )
    .replaceAll(/((?:from\s+|import\()['"]\.[^'"]*?)\.ts(['"])/g, '$1.js$2');
}

function emitOwn({ root, name, out }) {
  const folder = join(root, 'packages', name);
  const fresh = join(folder, `.types-${process.pid}`);
  try {
    mkdirSync(fresh);
    const project = join(fresh, 'tsconfig.json');
    const compilerOptions = {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      outDir: fresh,
      rootDir: root,
    };
    // What vue-tsc reads beside the options is not taken over with them.
    const { vueCompilerOptions } = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8'));
    const exclude = ['../src/**/*.test.ts', '../src/**/*.fixture.ts'];
    writeFileSync(
      project,
      JSON.stringify({
        extends: '../tsconfig.json',
        compilerOptions,
        include: ['../src'],
        exclude,
        vueCompilerOptions,
      }),
    );
    // vue-tsc reads the components; what a package has no components of, TypeScript reads faster.
    const tsc = name === 'vue' ? join(folder, 'check.mjs') : join(root, 'node_modules/typescript-js/bin/tsc');
    const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', project], {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`The types of packages/${name} could not be written:\n${stdout}${stderr}`);
    const made = join(fresh, 'packages', name, 'src');
    mkdirSync(out, { recursive: true });
    cpSync(made, out, { recursive: true });
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function declarationsIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.d.ts'))
    .map(({ parentPath, name }) => join(parentPath, name));
}

function readDomain(root) {
  const folder = join(root, 'packages/domain/src');
  const ts = createRequire(join(root, 'packages/admin/package.json'))('typescript-js');
  const files = ts.sys.readDirectory(folder, ['.ts'], ['**/*.test.ts', '**/*.fixture.ts']);
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(files, {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    types: [],
  });
  const checker = program.getTypeChecker();

  function written(type, depth = 0) {
    if (depth > 40) throw new Error('a type of the contract is nested without end');
    if (type.isUnion()) {
      // true | false is written boolean.
      const parts = type.types.map((part) => written(part, depth + 1));
      const both = parts.includes('true') && parts.includes('false');
      return [...new Set(parts.map((part) => (both && /^(?:true|false)$/.test(part) ? 'boolean' : part)))].join(' | ');
    }
    if (type.isIntersection()) return type.types.map((part) => written(part, depth + 1)).join(' & ');
    if (checker.isArrayType(type)) {
      const [item] = checker.getTypeArguments(type);
      const readonly = type.symbol.name === 'ReadonlyArray' ? 'readonly ' : '';
      return `${readonly}(${written(item, depth + 1)})[]`;
    }
    if (!(type.flags & ts.TypeFlags.Object) || type.getCallSignatures().length > 0)
      return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
    const indent = '  '.repeat(depth + 1);
    const fields = type.getProperties().map((field) => {
      const optional = field.flags & ts.SymbolFlags.Optional ? '?' : '';
      const readonly = ts.getCheckFlags(field) & ts.CheckFlags.Readonly || isReadonly(field) ? 'readonly ' : '';
      const key = /^\w+$/.test(field.name) ? field.name : JSON.stringify(field.name);
      return `${indent}${readonly}${key}${optional}: ${written(withoutUndefined(checker.getTypeOfSymbol(field), optional), depth + 1)};`;
    });
    const index = checker
      .getIndexInfosOfType(type)
      .map(
        ({ keyType, type: value }) => `${indent}[key: ${checker.typeToString(keyType)}]: ${written(value, depth + 1)};`,
      );
    const lines = [...fields, ...index];
    return lines.length === 0 ? 'Record<string, never>' : `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
  }

  function isReadonly(field) {
    return (field.declarations ?? []).some(
      (declaration) => ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly,
    );
  }

  function withoutUndefined(type, optional) {
    return optional === '' ? type : checker.getNonNullableType(type).flags & ts.TypeFlags.Never ? type : strip(type);
  }
  function strip(type) {
    if (!type.isUnion()) return type;
    const kept = type.types.filter((part) => !(part.flags & ts.TypeFlags.Undefined));
    return kept.length === type.types.length
      ? type
      : { ...type, types: kept, isUnion: () => kept.length > 0, isIntersection: () => false };
  }

  return {
    declarationOf(module, names) {
      const source = program.getSourceFile(join(folder, `${module}.ts`));
      if (source === undefined) throw new Error(`There is no ${module} in the domain`);
      if (!/from 'typebox'/.test(source.text)) {
        let text = '';
        program.emit(source, (_, content) => (text = content), undefined, true);
        return text;
      }
      const exported = new Map(
        checker.getExportsOfModule(checker.getSymbolAtLocation(source)).map((symbol) => [symbol.name, symbol]),
      );
      return [...names]
        .map((one) => {
          const symbol = exported.get(one);
          if (symbol === undefined) throw new Error(`${module} does not export ${one}`);
          return `export type ${one} = ${written(checker.getDeclaredTypeOfSymbol(symbol))};\n`;
        })
        .join('\n');
    },
  };
}
