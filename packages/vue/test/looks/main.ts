import { createPinia } from 'pinia';
import { createApp } from 'vue';
import GalleryPage from './GalleryPage.vue';
import './host.css';

/** The host says which theme it has; `?theme=system` leaves it to the kit. */
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = (): void => {
  document.documentElement.dataset['theme'] = dark.matches ? 'dark' : 'light';
};
if (new URLSearchParams(location.search).get('theme') !== 'system') {
  dark.addEventListener('change', follow);
  follow();
}

createApp(GalleryPage).use(createPinia()).mount('#app');
