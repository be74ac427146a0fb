import { createProgram } from '@retention/server/cli';
import { plain, table } from './table.ts';

type Program = ReturnType<typeof createProgram>;

/** Every command of `npx retention` with its options, as `--help` says them. */
export function commandsPage(): string {
  return leaves(createProgram(), []).map(section).join('\n\n');
}

interface Leaf {
  /** Like `import`, `users`. */
  readonly names: readonly string[];
  readonly program: Program;
}

/** The commands that do something: groups only lead to them. */
function leaves(program: Program, names: readonly string[]): Leaf[] {
  return program.commands.flatMap((command) => {
    const path = [...names, command.name()];
    return command.commands.length > 0 ? leaves(command, path) : [{ names: path, program: command }];
  });
}

function section({ names, program }: Leaf): string {
  const args = program.registeredArguments.map((argument) => {
    const name = `${argument.name().toUpperCase()}${argument.variadic ? '…' : ''}`;
    return argument.required ? name : `[${name}]`;
  });
  const options = program.options
    .filter((option) => !option.hidden)
    .map((option) => [`\`${option.flags}\``, plain(`${option.description}${preset(option.defaultValue)}`)]);
  return [
    `## ${names.join(' ')}`,
    sentence(plain(program.description())),
    `\`\`\`sh\nnpx retention ${[...names, ...args].join(' ')}\n\`\`\``,
    options.length === 0 ? 'No options.' : table(['option', 'what it does'], options),
  ].join('\n\n');
}

function preset(value: unknown): string {
  const said = typeof value === 'string' || typeof value === 'number';
  return said ? ` (otherwise ${value})` : '';
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
