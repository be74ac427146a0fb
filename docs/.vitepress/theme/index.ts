import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import '../../../packages/admin/src/style/font.css';
import '../../../packages/admin/src/style/tokens.css';
import { picturesFollowTheTheme } from './pictures.ts';
import { Start } from './start.ts';
import './style.css';

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('start', Start);
  },
  setup: picturesFollowTheTheme,
};

export default theme;
