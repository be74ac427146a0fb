import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const follow = (): void => void (document.documentElement.dataset['theme'] = dark.matches ? 'dark' : 'light');
dark.addEventListener('change', follow);
follow();

createApp(App).use(createPinia()).mount('#app');
