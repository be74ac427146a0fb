import { createApp } from 'vue';
import App from './app/App.vue';
import { router } from './app/router.ts';
import './style/font.css';
import './style/tokens.css';
import './style/base.css';

createApp(App).use(router).mount('#app');
