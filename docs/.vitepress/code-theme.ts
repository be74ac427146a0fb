/** What code is told apart by: few things, in the colours of the dashboard, each readable on its ground. */
interface Colours {
  readonly ink: string;
  readonly ground: string;
  readonly comment: string;
  readonly text: string;
  readonly keyword: string;
  readonly value: string;
  readonly key: string;
}

function theme(name: string, type: 'light' | 'dark', colours: Colours) {
  const rule = (foreground: string, ...scope: string[]) => ({ scope, settings: { foreground } });
  return {
    name,
    type,
    fg: colours.ink,
    bg: colours.ground,
    settings: [
      { settings: { foreground: colours.ink, background: colours.ground } },
      rule(colours.comment, 'comment', 'punctuation.definition.comment'),
      rule(colours.text, 'string', 'punctuation.definition.string', 'constant.other.option'),
      rule(colours.keyword, 'keyword', 'storage', 'entity.name.tag', 'variable.language'),
      rule(
        colours.value,
        'constant.numeric',
        'constant.language',
        'variable.other.readwrite.shell',
        'variable.other.assignment',
      ),
      rule(colours.key, 'support.type.property-name', 'punctuation.support.type.property-name', 'keyword.operator'),
    ],
  };
}

export const CODE_THEMES = {
  light: theme('house-light', 'light', {
    ink: '#1f1b17',
    ground: '#ffffff',
    comment: '#6e665f',
    text: '#0d6b5c',
    keyword: '#b23a1d',
    value: '#855c00',
    key: '#57504a',
  }),
  dark: theme('house-dark', 'dark', {
    ink: '#f3eee8',
    ground: '#1e1b19',
    comment: '#a0978d',
    text: '#63cdb6',
    keyword: '#ff9070',
    value: '#dcae4b',
    key: '#c4bbb1',
  }),
};
