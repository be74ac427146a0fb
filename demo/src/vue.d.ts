/** What tools that do not read `.vue` files take a component for; vue-tsc sees the real ones. */
declare module '*.vue' {
  import type { Component } from 'vue';

  const component: Component;
  export default component;
}
