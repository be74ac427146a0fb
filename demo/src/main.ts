import { createPinia } from 'pinia';
import { createApp } from 'vue';
import './style/theme.ts';
import App from './App.vue';
import { router } from './router.ts';
import './style/font.css';
import './style/tokens.css';
import './style/base.css';
import './style/retention.css';

createApp(App).use(createPinia()).use(router).mount('#app');
