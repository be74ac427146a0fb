import { ref } from 'vue';
import type { Contract } from '@retention/domain/contract/contract';

export type Session = Contract['session_get']['response'];

/** Who is logged in; null until known, and after logging out. The login page sets it, and so does the first answer. */
export const session = ref<Session | null>(null);
