import { defineAsyncComponent } from 'vue';

/**
 * What a page shows now and then is half of the kit: it is loaded when it is due. The report comes once a month, with the
 * picture to share.
 */
const messages = () => import('./messages.ts');
export const MessageStage = defineAsyncComponent(async () => (await messages()).MessageStage);
export const TriggerNotification = defineAsyncComponent(async () => (await messages()).TriggerNotification);
export const ReactivationModal = defineAsyncComponent(async () => (await messages()).ReactivationModal);
export const MonthlyReportModal = defineAsyncComponent(() => import('./MonthlyReportModal.vue'));
