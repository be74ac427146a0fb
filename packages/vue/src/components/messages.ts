/** What comes with a message: one piece, since whoever gets a toast today may get a modal tomorrow. */
export { default as MessageStage } from './MessageStage.vue';
export { default as ReactivationModal } from './ReactivationModal.vue';
export { default as TriggerNotification } from './TriggerNotification.vue';
