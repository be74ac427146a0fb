import { expect, test } from 'vitest';
import { deliveryRequest, readDeliveryQuery, writeDeliveryQuery, type DeliveryQuery } from './delivery-query.ts';

test.each<DeliveryQuery>([
  { status: null, channel: null, page: 1 },
  { status: 'uncertain', channel: 'webhook', page: 2 },
])('filters come back from their own address: %j', (filters) => {
  const query = Object.fromEntries(
    Object.entries(writeDeliveryQuery(filters)).map(([key, value]) => [key, String(value)]),
  );
  expect(readDeliveryQuery(query)).toEqual(filters);
});

test('what does not need a look cannot be asked for', () => {
  expect(readDeliveryQuery({ status: 'sent', channel: 'in_app' })).toEqual({ status: null, channel: null, page: 1 });
  expect(deliveryRequest({ status: 'refused', channel: null, page: 2 })).toMatchObject({ status: 'refused', page: 2 });
});
