import { CARRIERS, type Carrier } from '@retention/domain/channel';
import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import type { Request } from '../api/api.ts';
import { pageOf } from './trigger-list.ts';

/** What of a delivery needs a look. */
export const TROUBLES = ['uncertain', 'unreachable', 'refused'] as const;
export type Trouble = (typeof TROUBLES)[number];

/** Which deliveries are listed; null: all. */
export interface DeliveryQuery {
  readonly status: Trouble | null;
  readonly channel: Carrier | null;
  readonly page: number;
}

const PER_PAGE = 50;

/** What an address asks for; what it names wrongly is left out. */
export function readDeliveryQuery(query: LocationQuery): DeliveryQuery {
  return {
    status: TROUBLES.find((name) => name === query['status']) ?? null,
    channel: CARRIERS.find((name) => name === query['channel']) ?? null,
    page: pageOf(query),
  };
}

export function writeDeliveryQuery({ status, channel, page }: DeliveryQuery): LocationQueryRaw {
  return {
    ...(status === null ? {} : { status }),
    ...(channel === null ? {} : { channel }),
    ...(page === 1 ? {} : { page: String(page) }),
  };
}

export function deliveryRequest(query: DeliveryQuery): Request<'deliveries'> {
  return { ...query, per_page: PER_PAGE };
}
