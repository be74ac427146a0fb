import { readMode, type TriggerMode } from '@retention/domain/trigger';
import { remember, remembered } from '../../app/storage.ts';

/** As much of the switches as says what is in shadow. */
export interface Switches {
  readonly types: readonly { readonly type: string; readonly mode: TriggerMode }[];
}

/** The types in shadow, in one order. */
export function shadowOf({ types }: Switches): readonly string[] {
  return types
    .filter(({ mode }) => mode === 'shadow')
    .map(({ type }) => type)
    .toSorted();
}

const MODES = 'go_live.modes';

/** How the types stood when they were last asked about here: shown at once, so that nothing moves when the answer comes. */
export function rememberedModes(): Switches | null {
  const types = (remembered(MODES) ?? '')
    .split(' ')
    .map((pair) => pair.split('=', 2))
    .flatMap(([type, mode]) => (type === undefined || mode === undefined ? [] : [{ type, mode: readMode(mode) }]));
  return types.length === 0 ? null : { types };
}

export function rememberModes({ types }: Switches): void {
  remember(MODES, types.map(({ type, mode }) => `${type}=${mode}`).join(' '));
}

const HIDDEN = 'go_live.hidden';

/** Whether somebody has said here that they know of these very types. Another history puts others there: it is said again. */
export function isHidden(in_shadow: readonly string[]): boolean {
  return remembered(HIDDEN) === in_shadow.join(' ');
}

export function hide(in_shadow: readonly string[]): void {
  remember(HIDDEN, in_shadow.join(' '));
}
