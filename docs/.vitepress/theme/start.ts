import { Content } from 'vitepress';
import { defineComponent, h } from 'vue';

/** The layout of the start pages: the page itself, without lists of pages beside it. */
export const Start = defineComponent(() => () => h('main', { class: 'start vp-doc' }, h(Content)));
